"""A batch, its layout with program names, and the documents made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from PIL import Image

from core.documents import Documents, make_documents
from core.layout.model import Layout, UnplacedCopy
from core.machine.profile import MachineProfile, load
from core.nesting.problem import Cut
from core.parts import Batch, Hardware, Package
from tests.support.layouts import simple_layout

VERSION = "1a2b3c4d"
CREATED = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Paper:
    """What documents are made of."""

    layout: Layout
    batch: Batch
    profile: MachineProfile

    def make(self) -> Documents:
        """All documents."""
        return make_documents(
            self.layout,
            self.batch,
            self.profile,
            version=VERSION,
            created=CREATED,
            base_name="Lote_Teste",
        )


def simple_paper() -> Paper:
    """The simple layout with its programs named, one copy unplaced, two hardware lines."""
    scene = simple_layout()
    profile = load("router")
    sheets = tuple(
        replace(sheet, program=f"{sheet.id}-{sheet.material}.nc") for sheet in scene.layout.sheets
    )
    rail = scene.parts["00000203"]
    missing = replace(
        rail, pieces=(*rail.pieces, replace(rail.pieces[0], copy=3, code="AA0000020303"))
    )
    parts = {**scene.parts, rail.id: missing}
    left = UnplacedCopy(part_id=rail.id, part=rail.label, copy=3, reason="layout.sem_lugar")
    hardware = (Hardware("Dobradiça 35", 12.0, "DOB35"), Hardware("=1+2", 2.0))
    package = Package("Cliente Teste", "Cozinha", tuple(parts.values()), hardware)
    layout = replace(scene.layout, sheets=sheets, unplaced=(left,))
    return Paper(layout, Batch("Lote_Teste", (package,)), profile)


@cache
def simple_documents() -> Documents:
    """Made once for all tests that only look."""
    return simple_paper().make()


def picture(data: bytes) -> Image.Image:
    """An image file's pixels."""
    return Image.open(BytesIO(data))


def saw_tree() -> Cut:
    """Two strips of a trimmed 2750 × 1850 sheet, with cross cuts and one third-stage cut."""
    return Cut(
        x=10.0,
        y=10.0,
        length=2730.0,
        width=1830.0,
        depth=0,
        children=(
            Cut(
                x=10.0,
                y=10.0,
                length=2730.0,
                width=700.0,
                depth=1,
                children=(
                    Cut(
                        x=10.0,
                        y=10.0,
                        length=700.0,
                        width=700.0,
                        depth=2,
                        children=(
                            Cut(x=10.0, y=10.0, length=700.0, width=500.0, depth=3, placement=0),
                            Cut(x=10.0, y=514.0, length=700.0, width=196.0, depth=3),
                        ),
                    ),
                    Cut(x=714.0, y=10.0, length=500.0, width=700.0, depth=2, placement=1),
                    Cut(x=1218.0, y=10.0, length=1522.0, width=700.0, depth=2),
                ),
            ),
            Cut(x=10.0, y=714.0, length=2730.0, width=1126.0, depth=1),
        ),
    )
