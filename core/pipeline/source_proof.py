"""The import held against its sources by readers that share nothing with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from core.errors import Value
from core.formats import ImportResult
from core.formats.census import SourceFrame, lists_agree, part_agrees
from core.formats.census.raw import name_of
from core.formats.census.tally import hole_group
from core.formats.layers import DEFAULT as FACTORY_LAYERS
from core.formats.preset import ImportPreset, load
from core.formats.report import Outcome
from core.machine.profile import LayerOverride
from core.messages import say
from core.parts import Part
from core.pipeline.proof import ProofNote
from core.pipeline.settings import Settings


def check_import(
    result: ImportResult, parts: Mapping[str, Part], cut: Iterable[str], settings: Settings
) -> Iterator[ProofNote]:
    """Where the raw drawings and lists do not say what is about to be cut.

    Args:
        result: the import with the raw files behind it.
        parts: those that may be cut, by `Part.id`.
        cut: ids of the parts that lie on sheets.
        settings: name the preset under which the source was read.
    """
    preset = load(settings.preset)
    lying = [parts[part_id] for part_id in sorted(set(cut)) if part_id in parts]
    yield from _drawings(result, lying, preset, settings)
    yield from _lists(result, parts, preset)


def _drawings(
    result: ImportResult, parts: Iterable[Part], preset: ImportPreset, settings: Settings
) -> Iterator[ProofNote]:
    frame = SourceFrame(
        cut=preset.size == "cut",
        face=preset.face,
        negative=preset.negative,
        factory_layers=preset.layers in ("", FACTORY_LAYERS),
    )
    for part in parts:
        raw = result.drawings.get(part.id)
        if raw is None or not part.drawn:
            continue
        for difference in part_agrees(raw, part, frame):
            if difference.code in _expected(difference.layer, settings.profile.layers):
                continue
            values: dict[str, Value] = {
                "layer": difference.layer,
                "kind": difference.kind,
                "drawn": difference.drawn,
                "read": difference.read,
            }
            yield ProofNote(
                code=difference.code,
                text=say(difference.code, values),
                place=part.drawing or "",
                part=part.label,
            )


def _expected(layer: str, registered: Iterable[LayerOverride]) -> frozenset[str]:
    """Differences from a layer's name that the machine's profile asks for."""
    found: set[str] = set()
    for one in registered:
        name = name_of(one.layer)
        if layer in (name, hole_group(name)):
            found.update(("censo.medidas",) if one.kind or one.depth else ())
            found.update(("censo.camada", "censo.furos", "censo.posicao") if one.kind else ())
    return frozenset(found)


def _lists(
    result: ImportResult, parts: Mapping[str, Part], preset: ImportPreset
) -> Iterator[ProofNote]:
    every = (parts.get(part.id, part) for part in result.batch.parts())
    renamed = {source: rule.name for source, rule in preset.materials.items()}
    told = (Outcome.SKIPPED, Outcome.IGNORED)
    left_out = {
        (row.file, row.line) for row in result.report.rows() if row.outcome in told and row.line
    }
    for one in lists_agree(result.lists, every, renamed=renamed, left_out=frozenset(left_out)):
        values: dict[str, Value] = {
            "file": one.file,
            "part": one.part,
            "said": one.said,
            "read": one.read,
        }
        yield ProofNote(code=one.code, text=say(one.code, values), place=one.file, part=one.part)
