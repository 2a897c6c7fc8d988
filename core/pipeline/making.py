"""What is made of a layout: programs, documents and their proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.layout.model import Layout
from core.parts import Part
from core.pipeline.events import Listener
from core.pipeline.proof import ProofNote
from core.pipeline.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Made:
    """Everything made of a layout before it is written."""

    layout: Layout
    files: Mapping[str, bytes]
    notes: tuple[ProofNote, ...] = ()
    second_face: tuple[Mapping[str, Any], ...] = ()
    by_hand: tuple[Mapping[str, Any], ...] = ()
    notices: tuple[Mapping[str, Any], ...] = ()


def make(
    layout: Layout,
    parts: Mapping[str, Part],
    settings: Settings,
    created: datetime,
    version: str,
    listener: Listener,
) -> Made:
    """Programs where the router cuts, documents always, and the proof of both."""
    raise NotImplementedError
