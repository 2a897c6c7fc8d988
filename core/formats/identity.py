"""Ids that survive a second import, and fingerprints that change with the panel."""

from __future__ import annotations

import hashlib
import json

from core.formats.rows import PanelRow
from core.parts import Part

_ID_DIGITS = 12


def digest(*values: object) -> str:
    """A short hash of plain values, the same in every process."""
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def base_id(row: PanelRow) -> str:
    """What stays when sizes, material or drawing of a panel change: whose it is and its name.

    A code that also names a drawing is the panel's own; any other may be a product's, which
    several panels share, so the name counts with it.
    """
    if row.program:
        named = (row.program, "")
    elif row.code and row.drawing:
        named = (row.code, "")
    else:
        named = (row.code, row.name)
    return digest("part", row.client, row.room, *named)[:_ID_DIGITS]


def content(part: Part, sources: tuple[str, ...]) -> str:
    """A fingerprint of everything about a panel that could make it another piece of wood.

    Args:
        part: the panel; its id and pieces do not count.
        sources: hashes of its drawing, boring programs and attachments.
    """
    bands = (part.bands.c1, part.bands.c2, part.bands.l1, part.bands.l3)
    return digest(
        part.name,
        part.program,
        part.code,
        part.client,
        part.room,
        part.notes,
        part.material,
        [part.length, part.width, part.thickness],
        part.grain,
        [[band.name, band.thickness, band.premilling] if band else None for band in bands],
        part.drawing,
        part.drawn,
        part.blocked,
        sources,
    )
