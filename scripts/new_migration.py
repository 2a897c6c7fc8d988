"""Writes the migration from the newest revision to the models.

Call it as `python -m scripts.new_migration "what it does"`.

The draft is Alembic's; read it, order it, and give new columns that must not be empty a
server default, because the release before still writes while this one is being rolled out.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from core.db.engine import WRITES, Database
from core.db.migrate import configuration, upgrade
from core.schema import METADATA


def main(name: str) -> None:
    """Draft the migration and format it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Database(f"sqlite:///{Path(folder) / 'draft.db'}") as database,
    ):
        upgrade(database)
        with database.engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            config = configuration(connection)
            config.attributes["metadata"] = METADATA
            serial = 1 + len(list(_versions().glob("[0-9]*.py")))
            script = command.revision(
                config, message=name, autogenerate=True, rev_id=f"{serial:04d}"
            )
    path = str(script.path)  # type: ignore[union-attr]  # one script, as one was asked for
    for tool in (["format", "-q"], ["check", "--fix", "-q"], ["format", "-q"]):
        subprocess.run([sys.executable, "-m", "ruff", *tool, path], check=True)  # noqa: S603 - our own tool
    print(path)


def _versions() -> Path:
    return Path("core/db/migrations/versions")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
