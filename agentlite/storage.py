"""One SQLite file that several threads and processes may share: opened, upgraded, written and explained safely."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from agentlite.actions import Json
from agentlite.errors import StorageError

if TYPE_CHECKING:
    from sqlite_utils import Database

Row: TypeAlias = Mapping[str, Any]
"""Column names to values."""

Schema: TypeAlias = Mapping[str, Sequence[str]]
"""The migrations that make the schema, oldest first: the name of each and its statements."""

MOVE_AWAY = "Move the file away, or name another one; a new one is made where none is."
_FREE_FOLDER = "Name a file in a folder that you may write to."


class Storage:
    """The SQLite file at `path`, created with its folders, and readable by its owner only, if it is not there.

    `what` is its name in messages ("run log"), `migration_set` and `schema` what sqlite-utils' `Migrations` keep of
    it. A write waits up to `timeout` seconds for another program to let go of the file.

    The file is in WAL mode with synchronous=NORMAL: a write costs no wait for the disk, and is lost by no crash of the
    process; a power cut may lose the last writes, but never the file. `durable` waits for the disk at each write, so
    that it loses none. `pragmas` are set besides. Without `folders`, a folder that is not there is an error.

    Everything here raises `StorageError` if the file is corrupt, locked, not writable, of another kind or of a newer
    agentlite, or if the disk is full. A file that cannot be used is not changed.
    """

    def __init__(
        self,
        path: str | Path,
        what: str,
        migration_set: str,
        schema: Schema,
        *,
        timeout: float = 5.0,
        durable: bool = False,
        pragmas: Sequence[str] = (),
        folders: bool = True,
    ) -> None:
        self.path = Path(path)
        self._name = f"The {what} {path}"
        self._migration_set, self._schema, self._folders = migration_set, schema, folders
        self._pragmas = ("journal_mode = WAL", f"synchronous = {'FULL' if durable else 'NORMAL'}", *pragmas)
        self._lock = threading.RLock()
        self._closed = False
        with self._guard():
            self._db = self._opened(timeout)

    def write(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run one statement, in a transaction of its own unless one is open, and return how many rows it wrote."""
        with self._guard():
            return self._db.execute(sql, [_storable(value) for value in values]).rowcount

    def read(self, sql: str, values: Sequence[Any] = ()) -> Sequence[Row]:
        """The rows that a query finds."""
        with self._guard():
            return self._db.execute(sql, [_storable(value) for value in values]).fetchall()

    @contextlib.contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """The connection itself, for one thread at a time, with SQLite's errors told as everywhere here."""
        with self._guard():
            yield self._db

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All the reads and writes inside happen together or not at all; one inside another is part of it."""
        with self._guard(), _transaction(self._db):
            yield self._db

    @contextlib.contextmanager
    def decoding(self) -> Iterator[None]:
        """Tell a row that does not make sense as damage to the file."""
        try:
            yield
        except (KeyError, TypeError, ValueError) as error:
            raise StorageError(f"{self._name} holds a row that cannot be read ({error}).", hint=MOVE_AWAY) from error

    def close(self) -> None:
        """Close the file. Closing twice is fine."""
        with self._lock:
            if not self._closed:
                self._db.close()
                self._closed = True

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        """One thread at a time, and every error of SQLite or the file system told as what it means to the user."""
        with self._lock:
            if self._closed:
                raise StorageError(f"{self._name} is closed.", hint="Open it again.")
            try:
                yield
            except sqlite3.Error as error:
                # The low byte is the primary code; errors of Python's own module have none.
                code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
                what, hint = _EXPLANATIONS.get(code, ("cannot be used", MOVE_AWAY))
                raise StorageError(f"{self._name} {what} ({error}).", hint=hint) from error

    def _opened(self, timeout: float) -> sqlite3.Connection:
        try:
            if self._folders:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            _make_private(self.path)
        except (OSError, ValueError) as error:
            raise StorageError(f"{self._name} cannot be opened ({error}).", hint=_FREE_FOLDER) from error
        db = sqlite3.connect(self.path, timeout=timeout, isolation_level=None, check_same_thread=False)
        try:
            db.row_factory = _row
            db.execute("PRAGMA foreign_keys = ON")
            if self._outdated(db):
                self._migrate(db)
            for pragma in self._pragmas:
                db.execute(f"PRAGMA {pragma}")
        except BaseException:
            db.close()
            raise
        return db

    def _outdated(self, db: sqlite3.Connection) -> bool:
        """Whether the schema is older than this code; asked without sqlite-utils, whose import takes 0.1 s and more."""
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
            return True
        rows = db.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (self._migration_set,))
        applied = {row["name"] for row in rows}
        if applied - self._schema.keys():
            raise StorageError(
                f"{self._name} was written by a newer agentlite.", hint="Upgrade agentlite, or name another file."
            )
        return applied != self._schema.keys()

    def _migrate(self, db: sqlite3.Connection) -> None:
        """Bring the schema up to date in one transaction, so that no two processes do it, and none does half of it."""
        from sqlite_utils import Database, Migrations

        migrations = Migrations(self._migration_set)
        for name, statements in self._schema.items():
            migrations(name=name)(_executing(statements))
        with _transaction(db):
            if self._outdated(db):
                db.row_factory = None
                migrations.apply(Database(db, execute_plugins=False))
                db.row_factory = _row


_EXPLANATIONS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("is locked: it is in use by another program", "Close that program, or try again."),
    sqlite3.SQLITE_LOCKED: ("is locked: it is in use by another program", "Close that program, or try again."),
    sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "Free some space; what was written before is safe."),
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written",
        "See whether the disk is full or failing; what was written before is safe.",
    ),
    sqlite3.SQLITE_CORRUPT: ("is corrupt: parts of it are damaged", MOVE_AWAY),
    sqlite3.SQLITE_NOTADB: ("is not a database", MOVE_AWAY),
    sqlite3.SQLITE_READONLY: ("is not writable", "Change its permissions, or name another file."),
    sqlite3.SQLITE_PERM: ("is not writable", "Change its permissions, or name another file."),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _FREE_FOLDER),
    sqlite3.SQLITE_CONSTRAINT: ("contradicts this write", "Is another process doing the same work?"),
}


def to_json(value: Json) -> str:
    """JSON that a person can read; what JSON cannot say is kept as its text. Raises `StorageError` if it has none."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError) as error:
        raise StorageError(
            f"A value cannot be stored: it has no JSON form ({error}).", hint="Let the tool return plain JSON values."
        ) from error


def _make_private(path: Path) -> None:
    """Create the file with its permissions before anything is in it; SQLite's side files inherit them."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        if path.is_file() and path.stat().st_size == 0:
            path.chmod(0o600)


def _executing(statements: Sequence[str]) -> Callable[[Database], None]:
    def migration(db: Database) -> None:
        for statement in statements:
            db.conn.execute(statement)

    return migration


@contextlib.contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Begun and ended here, or a part of the one that is open, which can fail by itself."""
    if db.in_transaction:
        with _savepoint(db):
            yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def _savepoint(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK TO part")
            db.execute("RELEASE part")
        raise
    db.execute("RELEASE part")


def _storable(value: Any) -> Any:
    """Text that has no UTF-8 form (a model can write half of a surrogate pair) as the bytes that come nearest."""
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-8", "surrogatepass")
    return value


def _row(cursor: sqlite3.Cursor, values: Sequence[Any]) -> Row:
    names = (column[0] for column in cursor.description)
    texts = (v.decode("utf-8", "surrogatepass") if isinstance(v, bytes) else v for v in values)
    return dict(zip(names, texts, strict=True))
