"""A dataset on disk as a row of immutable versions: builds and commits add one, readers open the newest.

Layout of a store directory::

    current -> versions/000007-5f2c9a1e   the newest version; replaced by one rename
    versions/<identifier>/manifest.json   what the version is: kind, time, what made it, what the build owns
    versions/<identifier>/data/           an Oxigraph database that nobody opens for writing
    versions/<identifier>/beside/         files that a build makes of what it owns, such as the search index
    scratch/<kind>-<random>/              work in progress, locked by the process that does it
    lock                                  held (flock) while a version is made current

A version is complete and on disk before ``current`` names it, so a process killed at any point leaves the last good
version; what it left in ``scratch`` is removed by the next one that writes. Readers hold a shared lock on the
manifest of the version that they read, and only versions without readers are removed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Store

from kg.errors import NotBuiltError, StoreError
from kg.vocab import WRIT

#: Versions kept behind the newest: enough to look at what changed; each costs only what differs (hard links).
KEPT_VERSIONS = 2
_IDENTIFIER = re.compile(r"(\d{6,})-[0-9a-f]{8}")
_SWAPPED_TOO_OFTEN = 100


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable state of the dataset."""

    identifier: str
    path: Path
    manifest: Mapping[str, Any]

    @property
    def data(self) -> Path:
        """The directory of the Oxigraph database."""
        return self.path / "data"

    @property
    def beside(self) -> Path:
        """The directory of files that the build made beside the database; not there where it made none."""
        return self.path / "beside"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Which graphs a build replaces as a whole; the others are people's and survive it. ``""`` is the default graph."""

    graphs: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    def __call__(self, graph: str) -> bool:
        return graph in self.graphs or any(graph.startswith(p) for p in self.prefixes)

    @classmethod
    def of_build(cls, base: str) -> Ownership:
        """What a Writ build owns: knowledge, testimony, links, runs and the ontology.

        >>> owns = Ownership.of_build("https://example.org/")
        >>> owns(""), owns("https://example.org/document/a"), owns("https://example.org/graph/curation")
        (True, True, False)
        """
        named = {"", f"{base}graph/links", f"{base}graph/runs", WRIT.removesuffix("#")}
        return cls(frozenset(named), (f"{base}document/",))

    @classmethod
    def of_manifest(cls, manifest: Mapping[str, Any]) -> Ownership:
        """What a version's manifest says; nothing is owned in a store that was never built."""
        owned = manifest.get("owned") or {}
        return cls(frozenset(owned.get("graphs", ())), tuple(owned.get("prefixes", ())))

    def as_manifest(self) -> dict[str, list[str]]:
        """The form in which a manifest keeps it."""
        return {"graphs": sorted(self.graphs), "prefixes": sorted(self.prefixes)}


@dataclass(slots=True)
class Building:
    """A version in the making: fill ``store`` and say in ``manifest`` what it is (``base``, counts, version of Writ).

    Files that are put into ``beside`` are published with it; commits carry them along, since nobody else writes what a build owns.
    """

    store: Store
    beside: Path
    manifest: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Pin:
    """A version that won't be removed until :meth:`release`, or until the process ends."""

    version: Version
    _descriptor: int

    def release(self) -> None:
        """Lets go; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Version:
        return self.version

    def __exit__(self, *_: object) -> None:
        self.release()


class StoreDirectory:
    """A store directory; creating the object touches nothing."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path).absolute()
        self._current = str(self.path / "current")
        self._pins: list[Pin] = []
        self._writer: _Writer | None = None

    # --- reading ------------------------------------------------------------------------------------------

    def current_identifier(self) -> str | None:
        """The name of the newest version, for a look at every request: one system call."""
        try:
            return os.readlink(self._current).rpartition("/")[2]
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{self.path} is not a store directory: {error.strerror}") from error

    def current(self) -> Version | None:
        """The newest version; None where nothing was built or written yet.

        Raises:
            StoreError: the directory is damaged or is something else.
        """
        pin = self._pin_current()
        if pin is None:
            return None
        with pin as version:
            return version

    def pin(self) -> Pin:
        """The newest version, kept from removal until released.

        Raises:
            NotBuiltError: there is none.
        """
        pin = self._pin_current()
        if pin is None:
            raise NotBuiltError(f"{self.path} holds no build yet: run `writ build` first")
        return pin

    def open(self) -> Store:
        """The newest version, read-only; it stays on disk as long as this object is in use.

        Raises:
            NotBuiltError: there is none.
        """
        pin = self.pin()
        self._pins.append(pin)
        return _opened(pin.version)

    def _pin_current(self) -> Pin | None:
        for _ in range(_SWAPPED_TOO_OFTEN):
            identifier = self.current_identifier()
            if identifier is None:
                return None
            pin = self._pin_version(identifier)
            if pin is not None:
                return pin
            if self.current_identifier() == identifier:
                raise StoreError(
                    f"{self.path / 'current'} names version {identifier}, which is damaged or missing"
                )
        raise StoreError(f"{self.path} changes faster than it can be opened")

    def _pin_version(self, identifier: str) -> Pin | None:
        """The version under a shared lock; None where it was removed before the lock was there."""
        path = self.path / "versions" / identifier
        try:
            descriptor = os.open(path / "manifest.json", os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            if os.fstat(descriptor).st_nlink == 0:
                os.close(descriptor)
                return None
            manifest = json.loads(_read_all(descriptor))
        except ValueError as error:
            os.close(descriptor)
            raise StoreError(f"{path / 'manifest.json'} is not JSON: {error}") from error
        return Pin(Version(identifier, path, manifest), descriptor)

    def close(self) -> None:
        """Lets go of opened versions and of the writer's working copy."""
        while self._pins:
            self._pins.pop().release()
        if self._writer is not None:
            self._writer.discard()
            self._writer = None

    # --- writing ------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def building(self, owns: Callable[[str], bool]) -> Iterator[Building]:
        """A new version beside the current one; it becomes current when the block ends without an exception.

        Graphs of the version then current for which ``owns`` is false are carried over.

        Raises:
            StoreError: the directory can't be written.
        """
        with self.scratch("build") as scratch:
            new = Building(_created(scratch / "data"), scratch / "beside")
            new.beside.mkdir()
            if isinstance(owns, Ownership):
                new.manifest["owned"] = owns.as_manifest()
            yield new
            with self._locked():
                pin = self._pin_current()
                if pin is not None:
                    with pin as version:
                        _carry_over(_opened(version), new.store, owns)
                self._publish(scratch, new.store, {**new.manifest, "kind": "build"}, new.beside)

    def commit(self, operate: Callable[[Store], None]) -> Version:
        """One write by people: serialised over all processes, whole or not at all, on disk when it returns.

        ``operate`` gets the newest state, writable; when it raises, nothing of what it did is kept.
        """
        if self._writer is None:
            self._writer = _Writer(self)
        return self._writer.commit(operate)

    def replace_by(self, source: StoreDirectory) -> Version:
        """Makes the newest version of another store directory the newest of this one."""
        with source.pin() as version, self.scratch("restore") as scratch:
            _opened(version).backup(str(scratch / "data"))
            store = _created(scratch / "data")
            with self._locked():
                return self._publish(scratch, store, dict(version.manifest), version.beside)

    def copy_to(self, target: str | os.PathLike[str]) -> Version:
        """A backup: the newest version as a store directory of its own, taken while others read and write.

        Raises:
            StoreError: the target is a store already.
            NotBuiltError: there is nothing to copy.
        """
        copy = StoreDirectory(target)
        if copy.current_identifier() is not None:
            raise StoreError(f"{target} is a store already: back up into a new directory")
        return copy.replace_by(self)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """The store's one write lock, over threads and processes; waits for it."""
        self._make_directories()
        with _lock_file(self.path / "lock", fcntl.LOCK_EX):
            yield

    def _make_directories(self) -> None:
        try:
            for name in ("versions", "scratch"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self.path} can't be written: {error.strerror}") from error

    @contextlib.contextmanager
    def scratch(self, kind: str) -> Iterator[Path]:
        """A directory for work in progress, removed at the end; also removes what killed processes left.

        Raises:
            StoreError: the store can't be written.
        """
        path, lock = self._new_scratch(kind)
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)
            os.close(lock)

    def _new_scratch(self, kind: str) -> tuple[Path, int]:
        with self._locked():  # so that nobody sweeps between mkdir and flock
            self._sweep_scratch()
            path = self.path / "scratch" / f"{kind}-{secrets.token_hex(8)}"
            path.mkdir()
            lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(lock, fcntl.LOCK_EX)
        return path, lock

    def _sweep_scratch(self) -> None:
        """Removes what nobody holds; under the write lock, so what has no lock file is half made or half removed, and nobody's."""
        for path in (self.path / "scratch").iterdir():
            try:
                with _lock_file(path / "lock", fcntl.LOCK_EX | fcntl.LOCK_NB, create=False):
                    shutil.rmtree(path, ignore_errors=True)
            except BlockingIOError:
                continue
            except FileNotFoundError:
                shutil.rmtree(path, ignore_errors=True)

    def _publish(
        self, scratch: Path, store: Store, manifest: Mapping[str, Any], beside: Path | None
    ) -> Version:
        """Turns the store's present state, and the files beside it, into the newest version. Call under the lock."""
        versions = self.path / "versions"
        identifier = f"{self._next_number():06d}-{secrets.token_hex(4)}"
        prepared = scratch / identifier
        prepared.mkdir()
        store.flush()
        store.backup(str(prepared / "data"))
        if beside is not None and beside.is_dir():
            shutil.copytree(beside, prepared / "beside", copy_function=_linked)
        written = {
            **manifest,
            "version": identifier,
            "created": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }
        (prepared / "manifest.json").write_text(
            json.dumps(written, indent=1, sort_keys=True), encoding="utf-8"
        )
        _sync_tree(prepared)
        os.rename(prepared, versions / identifier)
        _sync(versions)
        link = scratch / "current"
        os.symlink(os.path.join("versions", identifier), link)
        os.replace(link, self.path / "current")
        _sync(self.path)
        self._remove_old(identifier)
        return Version(identifier, versions / identifier, written)

    def _numbers(self) -> dict[str, int]:
        names = [_IDENTIFIER.fullmatch(name) for name in os.listdir(self.path / "versions")]
        return {m.group(0): int(m.group(1)) for m in names if m}

    def _next_number(self) -> int:
        return max(self._numbers().values(), default=0) + 1

    def _remove_old(self, newest: str) -> None:
        numbers = self._numbers()
        old = sorted((n for n in numbers if n != newest), key=lambda n: numbers[n], reverse=True)
        for identifier in old[KEPT_VERSIONS:]:
            path = self.path / "versions" / identifier
            with (
                contextlib.suppress(BlockingIOError, FileNotFoundError),
                _lock_file(path / "manifest.json", fcntl.LOCK_EX | fcntl.LOCK_NB, create=False),
            ):
                os.unlink(path / "manifest.json")  # first: a reader waiting for its lock sees that it is gone
            if not (path / "manifest.json").exists():
                shutil.rmtree(path, ignore_errors=True)


class _Writer:
    """Keeps a writable copy of the newest version between commits, so that a commit costs milliseconds."""

    def __init__(self, directory: StoreDirectory) -> None:
        self._directory = directory
        self._held = contextlib.ExitStack()
        self._scratch: Path | None = None
        self._store: Store | None = None
        self._state: Version | None = None

    def commit(self, operate: Callable[[Store], None]) -> Version:
        scratch = self._scratch or self._reserve()
        with self._directory._locked():
            store = self._copy_of_newest(scratch)
            try:
                operate(store)
                manifest = {**(self._state.manifest if self._state else {}), "kind": "commit"}
                beside = self._state.beside if self._state else None
                self._state = self._directory._publish(scratch, store, manifest, beside)
            except BaseException:
                self.discard()
                raise
            return self._state

    def discard(self) -> None:
        """Throws the working copy away; the next commit starts from the newest version."""
        self._store = self._scratch = self._state = None
        self._held.close()

    def _reserve(self) -> Path:
        self._scratch = self._held.enter_context(self._directory.scratch("commit"))
        return self._scratch

    def _copy_of_newest(self, scratch: Path) -> Store:
        """The working copy, made anew where somebody else has published since."""
        newest = self._directory.current_identifier()
        if self._store is not None and newest == (self._state.identifier if self._state else None):
            return self._store
        self._store = self._state = None
        place = scratch / f"data-{secrets.token_hex(4)}"
        if newest is not None:
            with self._directory.pin() as version:
                _opened(version).backup(str(place))
                self._state = version
        self._store = _created(place)
        return self._store


def _carry_over(old: Store, new: Store, owns: Callable[[str], bool]) -> None:
    if not owns(""):
        new.bulk_extend(old.quads_for_pattern(None, None, None, DefaultGraph()))
    for graph in old.named_graphs():
        if isinstance(graph, BlankNode) or not owns(graph.value):
            new.add_graph(graph)
            new.bulk_extend(old.quads_for_pattern(None, None, None, graph))


def _opened(version: Version) -> Store:
    try:
        return Store.read_only(str(version.data))
    except OSError as error:
        raise StoreError(f"version {version.identifier} can't be opened: {error}") from error


def _created(path: Path) -> Store:
    try:
        return Store(str(path))
    except OSError as error:
        raise StoreError(f"no database can be made at {path}: {error}") from error


def _linked(source: str, target: str) -> None:
    """The same file under another name, a copy where the file systems differ; versions never change a file."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def graph_name(graph: NamedNode | BlankNode | DefaultGraph) -> str:
    """A graph as :class:`Ownership` names it: its IRI, or "" for the default graph."""
    return "" if isinstance(graph, DefaultGraph) else graph.value


@contextlib.contextmanager
def _lock_file(path: Path, operation: int, *, create: bool = True) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if create else 0), 0o644)
    try:
        fcntl.flock(descriptor, operation)
        yield
    finally:
        os.close(descriptor)


def _read_all(descriptor: int) -> bytes:
    with os.fdopen(os.dup(descriptor), "rb") as file:
        return file.read()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_tree(path: Path) -> None:
    for folder, _, names in os.walk(path):
        for name in names:
            _sync(Path(folder, name))
        _sync(Path(folder))
