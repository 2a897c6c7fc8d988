"""From ordered jobs to the controller's text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from core.cnc.modal import Writer
from core.cnc.moves import Job
from core.cnc.templates import comment, effective, filled, plain, start_lines, without_comments
from core.layout.model import Sheet
from core.machine.profile import MachineProfile, Tool, ToolKind

MODAL_START = "G17 G21 G40 G49 G80 G90 G94"
"""Plane, millimetres, no compensation, no cycle, absolute, feed by the minute."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a program says of itself."""

    batch: str
    title: str
    created: datetime
    version: str


def program(sheet: Sheet, jobs: Sequence[Job], profile: MachineProfile, heading: Heading) -> bytes:
    """The finished text of one sheet."""
    top = profile.real_thickness(sheet.thickness, sheet.material)
    writer = Writer(sheet.matrix, profile, top)
    lines = [*_introduction(sheet, jobs, profile, heading, top)]
    lines += _body(jobs, profile, writer)
    last = profile.tool(jobs[-1].tool) if jobs else None
    lines += _template("rodape", profile, writer, last)
    if not profile.files.comments:
        lines = without_comments(lines)
    end = profile.files.line_end
    return (end.join(lines) + end).encode(profile.files.encoding, errors="replace")


def _introduction(
    sheet: Sheet, jobs: Sequence[Job], profile: MachineProfile, heading: Heading, top: float
) -> Iterator[str]:
    used = dict.fromkeys(job.tool for job in jobs)
    tools = [profile.tool(number) for number in used]
    frame = profile.frame
    values = {
        "CREATION_DATE_TIME": f"{heading.created:%d/%m/%Y %H:%M:%S}",
        "POST_PROCESSOR_NAME": plain(profile.name),
        "BATCH_NAME": plain(heading.batch),
        "MATERIAL": plain(heading.title),
        "X_LENGHT": _number(frame.table_x, profile),
        "Y_LENGHT": _number(frame.table_y, profile),
        "Z_LENGHT": _number(frame.z_max, profile),
        "LIST_OF_USED_TOOLS": "\n".join(comment(f"{t.number} - {t.name}") for t in tools),
    }
    yield from filled(effective(profile)["introducao"], values)
    yield f"( CHAPA {sheet.length:g} X {sheet.width:g} X {top:g} )"
    yield f"( VERSAO {plain(heading.version)} )"
    yield f"( PERFIL {plain(profile.name)} - {profile.state.value} )"
    yield MODAL_START


def _body(jobs: Sequence[Job], profile: MachineProfile, writer: Writer) -> Iterator[str]:
    """Tool after tool; the drills' closing command stands after the last of them."""
    before: Tool | None = None
    for number, group in groupby(jobs, lambda job: job.tool):
        tool = profile.tool(number)
        if before is not None:
            yield from before.stop
            if before.kind is ToolKind.DRILL and tool.kind is not ToolKind.DRILL:
                yield from _template("comando_final_furos", profile, writer, before)
        name = "cabecalho" if before is None else "troca_ferramenta"
        yield from _template(name, profile, writer, tool)
        if before is None:
            yield from _template("furos", profile, writer, tool)
        yield from writer.after_change()
        yield from _work(list(group), writer)
        before = tool
    if before is not None and before.kind is ToolKind.DRILL:
        yield from _template("comando_final_furos", profile, writer, before)


def _work(jobs: Sequence[Job], writer: Writer) -> Iterator[str]:
    said = ""
    for job in jobs:
        if job.comment != said:
            said = job.comment
            yield comment(said)
        for stroke in job.strokes:
            yield from writer.stroke(stroke)


def _template(name: str, profile: MachineProfile, writer: Writer, tool: Tool | None) -> list[str]:
    values: Mapping[str, str] = {
        "T": tool.number if tool else "",
        "TOOL_DESCRIPTION": plain(tool.name) if tool else "",
        "CMD_EXTRA": start_lines(tool, tool.number) if tool else "",
        "ZH": profile.homing_z or writer.clear_height,
        "XH": profile.homing_x,
        "YH": profile.homing_y,
    }
    return filled(effective(profile)[name], values)


def _number(value: float, profile: MachineProfile) -> str:
    return f"{value:.{profile.files.decimals}f}"
