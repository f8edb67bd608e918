"""Mapping files: which column of a table says what. One YAML file a kind of table; adding one is adding a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kg.errors import UsageError
from kg.ontology_files import ontology_directory
from kg.ontology_graph import classes_below


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Strict):
    """One value: a constant, or a column's, translated (compared without case) where ``values`` has it."""

    column: str = ""
    constant: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    otherwise: str = ""


class Names(_Strict):
    """Several names: of columns, each split at any of some marks, and of columns that say yes to a name."""

    columns: tuple[str, ...] = ()
    flags: dict[str, str] = Field(default_factory=dict)
    split: tuple[str, ...] = ()
    form: Literal["name", "country code", "web address"] = Field(default="name", alias="as")


class Depending(_Strict):
    """What another column says of a day: that it is only the latest, or the earliest, possible one, or none at all."""

    column: str
    latest_only: tuple[str, ...] = ()
    earliest_only: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


class Day(_Strict):
    """A day of a column; ``day_first`` says how 03/04/2024 is read, which is refused where nothing is said."""

    column: str
    day_first: bool | None = None
    by: Depending | None = None


class Skip(_Strict):
    """Rows to leave out: where a column has one of these values, unless another has one of those."""

    column: str
    values: tuple[str, ...]
    unless: Skip | None = None


class TableMapping(_Strict):
    """A mapping file."""

    title: str
    kind: Literal["claim", "observation"] = "claim"
    type: Choice = Choice(constant="Observation")
    place: Names = Names()
    target: Names = Names()
    agent: Names = Names()
    ground: Names = Names()
    earliest: Day | None = None
    latest: Day | None = None
    until: Day | None = None
    modality: Choice = Choice(constant="actual")
    measure: Choice = Choice()
    value: Choice = Choice()
    unit: Choice = Choice()
    url: Names = Names()
    skip: Skip | None = None

    @property
    def named_columns(self) -> frozenset[str]:
        """The columns that it names."""
        found: set[str] = set()

        def collect(part: Any) -> None:
            if isinstance(part, BaseModel):
                found.update(
                    c
                    for c in (
                        getattr(part, "column", ""),
                        *getattr(part, "columns", ()),
                        *getattr(part, "flags", ()),
                    )
                    if c
                )
                for name in type(part).model_fields:
                    collect(getattr(part, name))

        collect(self)
        return frozenset(found)


def mapping_named(name: str) -> TableMapping:
    """A mapping of the ontology's folder by its name, or a file.

    Raises:
        UsageError: there is none, or it says what no mapping says.
    """
    folder = ontology_directory() / "mappings"
    path = folder / f"{name}.yaml" if "/" not in name and not name.endswith((".yaml", ".yml")) else Path(name)
    try:
        found = TableMapping.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        known = ", ".join(sorted(p.stem for p in folder.glob("*.yaml")))
        raise UsageError(f"no mapping {name!r}; there are {known}, or name a file") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"{path}, {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    types = {found.type.constant, found.type.otherwise, *found.type.values.values()} - {""}
    wrong = types - classes_below("Action") - {"Observation"}
    if wrong:
        raise UsageError(f"{path}, type: {', '.join(sorted(wrong))} is no type of action of the ontology")
    return found
