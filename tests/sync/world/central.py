"""The server of the simulated world: a real database that can be put back to an earlier day."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from core.command import Actor
from core.db.engine import Database
from tests.support.acesso import known


class Central:
    """An SQLite database and copies of it."""

    def __init__(self, file: Path, *people: Actor) -> None:
        self.file = file
        self.backup = file.with_suffix(".backup")
        self.database = Database(f"sqlite:///{file}")
        for person in people:
            known(self.database, person)
        self.save()

    def save(self) -> None:
        """Make a backup."""
        with (
            closing(sqlite3.connect(self.file)) as source,
            closing(sqlite3.connect(self.backup)) as target,
        ):
            source.backup(target)

    def put_back(self) -> None:
        """Bring the backup back; nobody is told."""
        self.database.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.backup, self.file)
        self.database = Database(f"sqlite:///{self.file}")

    def close(self) -> None:
        """Let the database go."""
        self.database.close()
