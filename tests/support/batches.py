"""The files of a small batch, written by hand as the cell wants them."""

from __future__ import annotations

from dataclasses import replace

from core.cnc.playback import ProofFinding, prove_batch
from core.layout.model import PlacedPart, UnplacedCopy
from tests.support.programs import Bench, bench

STEM = "001-MDF Branco 18mm"
LIST = "Lote Teste.xml"

# free places on the faces of the two parts, sheet frame
PLACES = {"AA0000030101": (350.0, 230.0), "AA0000030201": (490.0, 60.0), "001S01": (450.0, 470.0)}


def label(code: str, x: float, y: float) -> str:
    return (
        f'  <Cycle Name="Cycle_Label">\n    <Field Value="{code}.bmp" Name="LabelName"/>\n'
        f'    <Field Value="{x}" Name="X"/>\n    <Field Value="{y}" Name="Y"/>\n'
        '    <Field Value="0" Name="R"/>\n  </Cycle>\n'
    )


def cycles(body: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<CycleFile>\n{body}</CycleFile>\n'.encode()


def batch_files(given: Bench) -> dict[str, bytes]:
    """Program, positions, list, pictures."""
    matrix = given.sheet.matrix
    labels = "".join(label(code, *matrix.apply(at)) for code, at in PLACES.items())
    entry = (
        f'  <Cycle Name="Cycle_List">\n    <Field Value="{STEM}.nc" Name="PlateID"/>\n'
        f'    <Field Value="{STEM}.cyc" Name="LabelName"/>\n'
        f'    <Field Value="{STEM}_LargeImage.bmp" Name="LargeImage"/>\n'
        f'    <Field Value="{STEM}_SmallImage.bmp" Name="SmallImage"/>\n  </Cycle>\n'
    )
    pictures = {f"etiquetas/{code}.bmp": b"BM" for code in PLACES}
    return {
        f"{STEM}.nc": given.program,
        f"{STEM}.cyc": cycles(labels),
        f"{STEM}_LargeImage.bmp": b"BM",
        f"{STEM}_SmallImage.bmp": b"BM",
        LIST: cycles(entry),
        **pictures,
    }


SECOND_FACE = (("00000301", 1, 5),)


def judged(given: Bench, files: dict[str, bytes], **more: object) -> tuple[ProofFinding, ...]:
    """The batch's proof with the list of the second face that belongs to it."""
    options: dict[str, object] = {"second_face": SECOND_FACE, "imported": 2, **more}
    return prove_batch(
        given.layout,
        given.parts,
        files,
        given.profile,
        **options,  # type: ignore[arg-type]  # a bag of keywords
    )


def batch() -> tuple[Bench, dict[str, bytes]]:
    given = bench()
    return given, batch_files(given)


def unplaced(given: Bench, lies: PlacedPart) -> Bench:
    """The same layout with this copy also among those left out."""
    left = UnplacedCopy(
        part_id=lies.part_id, part=lies.part, copy=lies.copy, reason="layout.sem_lugar"
    )
    return replace(given, layout=replace(given.layout, unplaced=(left,)))
