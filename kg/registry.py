"""Finds plug-ins: every module of a package that defines a constant of a given name. Adding a file registers it."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def plugins(package: ModuleType, constant: str, kind: type[T]) -> tuple[T, ...]:
    """The constants of that name in the package's modules, sorted by module name.

    Raises:
        TypeError: a module defines the constant with another type.
        ValueError: two plug-ins have one name.
    """
    found: dict[str, T] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda i: i.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        value = getattr(module, constant, None)
        if value is None:
            continue
        if not isinstance(value, kind):
            raise TypeError(
                f"{module.__name__}.{constant} is a {type(value).__name__}, not a {kind.__name__}"
            )
        name = str(getattr(value, "name", info.name))
        if name in found:
            raise ValueError(f"two plug-ins of {package.__name__} are named {name!r}")
        found[name] = value
    return tuple(found.values())
