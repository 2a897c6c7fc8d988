"""The factory's texts around the moves: placeholders in square brackets, nothing else replaced."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from core.machine.placeholders import PLACEHOLDER
from core.machine.profile import MachineProfile, Tool

_COMMENT = re.compile(r"\([^()]*\)")

HEADER = """\
G0 Z[ZH]
M6 T[T]
[CMD_EXTRA]
"""
FOOTER = """\
G0 Z[ZH]
M5
M30
%
"""
INTRODUCTION = """\
%
( [BATCH_NAME] )
( [MATERIAL] )
[LIST_OF_USED_TOOLS]
"""


def filled(template: str, values: Mapping[str, str]) -> list[str]:
    """The lines of a template with its placeholders replaced; the profile has only known ones."""
    text = PLACEHOLDER.sub(lambda match: values[match.group(1)], template.replace("\r\n", "\n"))
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def start_lines(tool: Tool, number: str) -> str:
    """What follows the change to a tool: the profile's lines with its number and speed."""
    values = {"T": number, "S": f"{tool.rpm:g}"}
    return "\n".join(line for text in tool.start for line in filled(text, values))


def plain(text: str) -> str:
    """Text that may stand in a comment: ASCII, no parentheses, no percent sign, one line."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    cleaned = re.sub(r"[(){}%;\x00-\x1f\x7f]+", " ", ascii_text)
    return " ".join(cleaned.split())


def comment(text: str) -> str:
    """A comment line."""
    return f"({plain(text)})"


def without_comments(lines: list[str]) -> list[str]:
    """The lines with comments taken out; lines of nothing else disappear."""
    bare = (_COMMENT.sub("", line).rstrip() for line in lines)
    return [line for line in bare if line.strip()]


def effective(profile: MachineProfile) -> Mapping[str, str]:
    """The profile's templates, built-in ones where they are empty."""
    templates = profile.templates
    header = templates.cabecalho.strip() and templates.cabecalho
    change = templates.troca_ferramenta.strip() and templates.troca_ferramenta
    return {
        "introducao": templates.introducao or INTRODUCTION,
        "cabecalho": header or HEADER,
        "troca_ferramenta": change or header or HEADER,
        "furos": templates.furos,
        "comando_final_furos": templates.comando_final_furos,
        "rodape": templates.rodape or FOOTER,
    }
