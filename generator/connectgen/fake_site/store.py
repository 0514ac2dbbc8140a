"""Database of a fake site: SQLite, in memory or in a file."""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from connectgen.core.errors import ConfigError
from connectgen.core.json_types import JsonObject
from connectgen.fake_site.ids import MOST_COUNTED

__all__ = ["Store", "StoreError"]

_TABLES = """
CREATE TABLE IF NOT EXISTS records (
    resource TEXT, id INTEGER, lookup_name TEXT, body TEXT, PRIMARY KEY (resource, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS names ON records (resource, lookup_name);
CREATE TABLE IF NOT EXISTS files (
    resource TEXT, record INTEGER, id INTEGER, data BLOB, PRIMARY KEY (resource, record, id)
);
CREATE TABLE IF NOT EXISTS menus (
    path TEXT, id INTEGER, lookup_name TEXT, PRIMARY KEY (path, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, last INTEGER);
CREATE TABLE IF NOT EXISTS messages (number INTEGER PRIMARY KEY, body TEXT);
"""
_NAMES = ("records", "files", "menus", "counters", "messages")
_CHUNK = 500
"""Number of records that are in memory at once while all are searched."""


class StoreError(ConfigError):
    """Raised when the database cannot be used: locked, full, read-only, or not a database."""


class Store:
    """The records, files, menus and messages of one site; safe to use from several threads.

    Args:
        file: the database; None keeps everything in memory.

    Raises:
        StoreError: the file cannot be used as a database. Every method may raise it, too.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._lock = RLock()
        self._name = str(file) if file else "in memory"
        try:
            # The server answers in its own thread; `_lock` makes that safe.
            self._sql = sqlite3.connect(
                ":memory:" if file is None else file, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        try:
            self._sql.execute("PRAGMA journal_mode = WAL")
            self._sql.execute("PRAGMA synchronous = NORMAL")
            self._sql.executescript(_TABLES)
        except sqlite3.Error as error:
            self._sql.close()
            raise self._unusable(error) from error
        # From 3.13 on, Python warns of databases that nobody has closed.
        self._close = weakref.finalize(self, self._sql.close)

    def _unusable(self, error: sqlite3.Error) -> StoreError:
        return StoreError(f"database: {self._name} cannot be used: {error}")

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._close()

    def clear_tables(self) -> None:
        """Delete everything."""
        with self.transaction():
            for name in _NAMES:
                self._run_sql(f"DELETE FROM {name}")

    @contextmanager
    def transaction(self) -> Generator[None, None, None]:
        """Run the changes inside as one transaction; may be nested."""
        with self._lock:
            if self._sql.in_transaction:
                yield
                return
            self._run_sql("BEGIN IMMEDIATE")
            try:
                yield
                self._run_sql("COMMIT")
            except BaseException:
                if self._sql.in_transaction:  # otherwise SQLite has rolled back already
                    self._run_sql("ROLLBACK")
                raise

    def next_id(self, name: str, at_least: int = 1) -> int:
        """Return the next number of the counter *name*; no number is returned twice."""
        return int(
            self._fetch_value(
                "INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
                " SET last = max(last + 1, excluded.last) RETURNING last",
                (name, at_least),
            )[0]
        )

    def reserve_id(self, name: str, number: int) -> None:
        """Advance the counter *name* beyond *number*, unless that is among the largest ids."""
        if number > MOST_COUNTED:
            return
        self._fetch_value(
            "INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
            " SET last = max(last, excluded.last) RETURNING last",
            (name, number),
        )

    def put_record(self, resource: str, body: JsonObject) -> None:
        """Store a record, with its `id` and `lookupName` in *body*, or replace it."""
        row = (resource, body["id"], body["lookupName"], json.dumps(body))
        self._run_sql("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", row)

    def get_record(self, resource: str, number: int) -> JsonObject | None:
        """Return a record, or None if it does not exist."""
        # sqlite3 raises OverflowError for other integers.
        if not -(2**63) <= number < 2**63:
            return None
        rows = self._run_sql(
            "SELECT body FROM records WHERE resource = ? AND id = ?", (resource, number)
        )
        return json.loads(rows[0][0]) if rows else None

    def ids_by_name(self, resource: str, lookup_name: str) -> list[int]:
        """Return the ids of the records of that name; two are enough to tell that it is shared."""
        rows = self._run_sql(
            "SELECT id FROM records WHERE resource = ? AND lookup_name = ? LIMIT 2",
            (resource, lookup_name),
        )
        return [row[0] for row in rows]

    def delete_record(self, resource: str, number: int) -> None:
        """Delete a record and its files."""
        with self.transaction():
            self._run_sql("DELETE FROM records WHERE resource = ? AND id = ?", (resource, number))
            self._run_sql("DELETE FROM files WHERE resource = ? AND record = ?", (resource, number))

    def count_records(self, resource: str) -> int:
        """Return the number of records."""
        return int(
            self._fetch_value("SELECT count(*) FROM records WHERE resource = ?", (resource,))[0]
        )

    def page_of_records(self, resource: str, limit: int, offset: int) -> list[JsonObject]:
        """Return records in the order of their ids."""
        rows = self._run_sql(
            "SELECT body FROM records WHERE resource = ? ORDER BY id LIMIT ? OFFSET ?",
            (resource, limit, offset),
        )
        return [json.loads(row[0]) for row in rows]

    def all_records(self, resource: str) -> Iterator[JsonObject]:
        """Yield every record in the order of their ids; a few are in memory at a time."""
        # By the last id: OFFSET reads earlier rows again, and skips some after a deletion.
        last = 0
        while True:
            rows = self._run_sql(
                "SELECT id, body FROM records WHERE resource = ? AND id > ? ORDER BY id LIMIT ?",
                (resource, last, _CHUNK),
            )
            if not rows:
                return
            yield from (json.loads(row[1]) for row in rows)
            last = rows[-1][0]

    def put_file(self, resource: str, record: int, number: int, data: bytes) -> None:
        """Store the content of a file attachment."""
        row = (resource, record, number, data)
        self._run_sql("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", row)

    def get_file(self, resource: str, record: int, number: int) -> bytes | None:
        """Return the content of a file attachment, or None if it does not exist."""
        rows = self._run_sql(
            "SELECT data FROM files WHERE resource = ? AND record = ? AND id = ?",
            (resource, record, number),
        )
        return rows[0][0] if rows else None

    def put_menu_entry(self, path: str, number: int, lookup_name: str) -> None:
        """Store an entry of a menu."""
        row = (path, number, lookup_name)
        self._run_sql("INSERT OR REPLACE INTO menus VALUES (?, ?, ?)", row)

    def menu_entries(self, path: str) -> dict[int, str]:
        """Return the names of a menu's entries by id, in the order of these."""
        rows = self._run_sql(
            "SELECT id, lookup_name FROM menus WHERE path = ? ORDER BY id", (path,)
        )
        return dict(rows)

    def put_message(self, body: JsonObject) -> None:
        """Store an e-mail that a site would have sent."""
        self._run_sql("INSERT INTO messages (body) VALUES (?)", (json.dumps(body),))

    def all_messages(self) -> list[JsonObject]:
        """Return the e-mails that a site would have sent, oldest first."""
        return [
            json.loads(row[0]) for row in self._run_sql("SELECT body FROM messages ORDER BY number")
        ]

    def _run_sql(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._sql.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def _fetch_value(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self._run_sql(sql, values)[0]
