"""The whole import: sources in, a batch and the report of it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from core.errors import Cancelled, EnvironmentFault, InputError
from core.formats.archive import Trouble
from core.formats.assemble import Drafted, assemble
from core.formats.census import RawList
from core.formats.drawings import Drawings
from core.formats.gathering import Kinds, Lists, read_lists
from core.formats.kinds import FileKind, kind_of
from core.formats.limits import LIST_BYTES
from core.formats.lookup import Finder, Index
from core.formats.loose import loose_lists
from core.formats.panels import PanelMaker
from core.formats.preset import ImportPreset
from core.formats.report import ImportReport
from core.formats.reporting import Gathered, build_report
from core.formats.rows import HardwareRow, PanelRow
from core.formats.source import SourceFile, SourceSet, beside, open_sources
from core.machine.profile import LayerOverride
from core.parts import Batch
from core.parts.codes import CodeRegister

type Listener = Callable[[int, int, str], None]
"""Hears (done, total, what) after every row."""

type IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """A batch and the reconciliation with its source.

    Args:
        batch: what came in.
        report: what became of every item.
        drawings: the raw drawing of each drawn part, by the part's id: the proof counts them
            again (`core.formats.census`).
        lists: the raw lists, for the same purpose.
    """

    batch: Batch
    report: ImportReport
    drawings: Mapping[str, bytes] = field(default_factory=dict)
    lists: tuple[RawList, ...] = ()


def read_batch(
    sources: Sequence[Path],
    *,
    preset: ImportPreset,
    codes: CodeRegister,
    layers: Sequence[LayerOverride] = (),
    listener: Listener | None = None,
    cancelled: IsCancelled | None = None,
) -> ImportResult:
    """Read folders, zips and loose files as one batch.

    Args:
        sources: what the user gave; a list given by itself brings the drawings beside it.
        preset: how the source is to be understood.
        codes: gives every physical copy its piece code.
        layers: what the machine's profile says of exact layer names.
        listener: hears of the progress.
        cancelled: asked between rows.

    Raises:
        InputError: a source cannot be used, or nothing of it is a list.
        EnvironmentFault: a source cannot be read or the register cannot be written.
        Cancelled: the user stopped.
    """
    stop = partial(_stop_if, cancelled or _never)
    with open_sources(sources) as found:
        kinds = _kinds(found)
        lists = read_lists(found, kinds, preset, stop)
        drawings = Drawings.of(preset, layers)
        lists.read = lists.read or loose_lists(found.files, kinds, preset, drawings)
        if not lists.read:
            raise _nothing(found, lists, kinds)
        maker = PanelMaker(preset, _finder(found, sources), drawings)
        drafts = _drafts(lists, maker, sources, listener or _deaf, stop)
        hardware = [
            row for _, content in lists.read for row in content.rows if isinstance(row, HardwareRow)
        ]
        made = assemble(found.name, drafts, hardware, codes)
        report = build_report(Gathered(found, kinds, lists, drafts, made, preset))
        raw_lists = tuple(
            RawList(content.file, content.kind, file.read(LIST_BYTES))
            for file, content in lists.read
        )
    raw = {made.part_of[one.key]: one.draft.raw for one in drafts if one.draft.raw is not None}
    return ImportResult(made.batch, report, raw, raw_lists)


def _kinds(found: SourceSet) -> Kinds:
    """Kind of every file; those that cannot be opened are quarantined."""
    kinds: dict[tuple[int, str], FileKind] = {}
    readable: list[SourceFile] = []
    for file in found.files:
        try:
            kinds[file.root, file.path] = kind_of(file)
        except (EnvironmentFault, InputError):
            found.troubles.append(Trouble(file.name, "formatos.arquivo_ilegivel"))
        else:
            readable.append(file)
    found.files = readable
    return kinds


def _finder(found: SourceSet, sources: Sequence[Path]) -> Finder:
    index = Index()
    index.add(found.files)
    return Finder(index, partial(beside, given=sources))


def _drafts(
    lists: Lists,
    maker: PanelMaker,
    sources: Sequence[Path],
    listener: Listener,
    stop: Callable[[], None],
) -> list[Drafted]:
    rows = [
        ((number, at), row, file)
        for number, (file, content) in enumerate(lists.read)
        for at, row in enumerate(content.rows)
        if isinstance(row, PanelRow)
    ]
    drafts: list[Drafted] = []
    for done, (key, row, file) in enumerate(rows, start=1):
        stop()
        drafts.append(Drafted(key, maker.draft(row, file), _place(file, sources)))
        listener(done, len(rows), row.name)
    return drafts


def _place(file: SourceFile, sources: Sequence[Path]) -> str:
    """Full path of a list, the same whether it was given itself or by its folder."""
    given = sources[file.root].absolute()
    whole = given.parent / file.path if given.is_file() and file.name == file.path else None
    return (whole or given / file.path).as_posix()


def _nothing(found: SourceSet, lists: Lists, kinds: Kinds) -> InputError:
    """The one error when no list could be read: its own fault where there is only one."""
    if lists.refused:
        return lists.refused[0][1]
    name = found.name
    if found.troubles:
        trouble = found.troubles[0]
        return InputError(trouble.code, file=trouble.file)
    if not found.files:
        return InputError("importacao.fonte_vazia", file=name)
    if FileKind.DRAWING in kinds.values():
        return InputError("importacao.sem_lista", file=name)
    return InputError("importacao.nada_reconhecido", file=name, count=len(found.files))


def _stop_if(cancelled: IsCancelled) -> None:
    if cancelled():
        raise Cancelled("importacao.cancelada")


def _never() -> bool:
    return False


def _deaf(_done: int, _total: int, _what: str) -> None:
    return None
