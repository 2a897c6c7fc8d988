"""What changed since a former import: `radha import --previous`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.cli.console import answer
from core.cli.files import read_input
from core.errors import InputError
from core.formats.batch_form import VERSION, batch_from_form
from core.formats.diff import Difference
from core.messages import say
from core.parts import Batch, Part


def read_previous(path: Path) -> Batch:
    """The batch that `radha import --json` wrote.

    Raises:
        InputError: no such file, or something else in it.
        EnvironmentFault: it cannot be read.
    """
    try:
        form = json.loads(read_input(path))
    except (ValueError, RecursionError) as error:
        raise InputError("importacao.lote_versao", file=path.name, version=VERSION) from error
    batch = form.get("batch") if isinstance(form, dict) else None
    if not isinstance(batch, dict):
        raise InputError("importacao.lote_versao", file=path.name, version=VERSION)
    return batch_from_form(batch, path.name)


def changes_form(changes: Difference) -> dict[str, Any]:
    """The difference as plain values (docs/formats/import-report.md)."""
    return {
        "added": [_part(part) for part in changes.added],
        "changed": [
            {**_part(change.after), "fields": list(change.fields)} for change in changes.changed
        ],
        "removed": [_part(part) for part in changes.removed],
    }


def tell_changes(changes: Difference) -> None:
    """One line a part that came, changed or went."""
    if not changes:
        answer(say("cli.igual"))
    for part in changes.added:
        answer(say("cli.nova", part=part.label, name=part.name))
    for change in changes.changed:
        fields = ", ".join(say(f"campo.{field}") for field in change.fields)
        answer(say("cli.mudou", part=change.after.label, name=change.after.name, fields=fields))
    for part in changes.removed:
        answer(say("cli.saiu", part=part.label, name=part.name))


def _part(part: Part) -> dict[str, Any]:
    return {"id": part.id, "part": part.label, "name": part.name, "quantity": part.quantity}
