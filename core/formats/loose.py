"""Drawings without any list: parts whose size is their outline's, if the preset allows it."""

from __future__ import annotations

from collections.abc import Sequence

from core.formats.drawings import Drawings
from core.formats.gathering import Kinds
from core.formats.kinds import FileKind
from core.formats.preset import ImportPreset, LooseDrawings
from core.formats.rows import Assumption, LeftRow, ListContent, ListRow, PanelRow
from core.formats.source import SourceFile
from core.formats.text import Text
from core.formats.values import material_name, part_name
from core.parts import Origin
from core.units import millimetres


def loose_lists(
    files: Sequence[SourceFile], kinds: Kinds, preset: ImportPreset, drawings: Drawings
) -> list[tuple[SourceFile, ListContent]]:
    """One list of one row for each drawing; none where the preset says nothing about them."""
    rule = preset.loose_drawings
    if rule is None:
        return []
    return [
        (file, _content(file, rule, drawings))
        for file in files
        if kinds[file.root, file.path] is FileKind.DRAWING
    ]


def _content(file: SourceFile, rule: LooseDrawings, drawings: Drawings) -> ListContent:
    return ListContent(
        kind="drawings",
        file=file.name,
        text=Text("", ""),
        rows=(_row(file, rule, drawings),),
        elements=1,
        assumptions=(
            Assumption(
                file.name,
                "importacao.desenho_avulso",
                (("material", rule.material), ("thickness", millimetres(rule.thickness))),
            ),
        ),
    )


def _row(file: SourceFile, rule: LooseDrawings, drawings: Drawings) -> ListRow:
    bounds, code = drawings.extent(file, rule.thickness)
    if bounds is None:
        return LeftRow(
            origin=Origin(file.name),
            label=file.stem,
            code=code or "importacao.sem_contorno",
            skipped=True,
            values=(("file", file.name),),
        )
    return PanelRow(
        origin=Origin(file.name),
        name=part_name(file.stem),
        length=bounds[0],
        width=bounds[1],
        thickness=rule.thickness,
        material=material_name(rule.material),
        code=file.stem,
        drawing=(file.path.rpartition("/")[2],),
        boring=(file.stem,),
    )
