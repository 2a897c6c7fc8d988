"""The text of a program taken apart: lines, comments, words with exact numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.cnc.playback.findings import ProofFinding, finding

MOST_BYTES = 64 * 1024 * 1024
MOST_LINES = 1_000_000
LONGEST_LINE = 1024
GREATEST = 1e6

_WORD = re.compile(r"([A-Za-z])\s*([+-]?(?:\d+\.?\d*|\.\d+))(?![\d.])")
_COMMENT = re.compile(r"\(([^()]*)\)|;(.*)\Z")


@dataclass(frozen=True, slots=True)
class Words:
    """One line: its number (from 1), its words in order, its comments."""

    line: int
    words: tuple[tuple[str, float], ...]
    comments: tuple[str, ...] = ()
    text: str = ""


def split(program: bytes, encoding: str, findings: list[ProofFinding]) -> list[str]:
    """The lines of a program; what is wrong with its bytes becomes a finding.

    Args:
        program: the file.
        encoding: the profile's; the text is read by it and nothing else.
        findings: gets what was found.
    """
    if len(program) > MOST_BYTES:
        findings.append(finding("arquivo_grande", {"bytes": len(program)}))
        return []
    try:
        text = program.decode(encoding)
    except UnicodeDecodeError as error:
        findings.append(finding("codificacao", {"encoding": encoding, "offset": error.start}))
        text = program.decode("latin-1")
    lines = re.split(r"\r\n|\n|\r", text)
    if len(lines) > MOST_LINES:
        findings.append(finding("arquivo_grande", {"bytes": len(program)}))
        return []
    return lines


def check_line_ends(program: bytes, line_end: str, findings: list[ProofFinding]) -> None:
    """Every line ends as the profile says, the last one too."""
    ending = line_end.encode()
    bare = program.replace(ending, b"")
    if b"\n" in bare or b"\r" in bare or not program.endswith(ending):
        findings.append(finding("fim_de_linha"))


def take_apart(
    line: int, text: str, codes: frozenset[str], findings: list[ProofFinding]
) -> Words | None:
    """The words of one line; None where it cannot be read.

    Args:
        line: its number.
        text: the line.
        codes: words outside the standard that the profile declares, upper-case.
        findings: gets every word that is not understood.
    """
    if len(text) > LONGEST_LINE:
        findings.append(finding("linha_longa", line=line))
        return None
    comments = tuple((inside or rest).strip() for inside, rest in _COMMENT.findall(text))
    bare = _COMMENT.sub(" ", text).strip()
    if bare.upper() in codes:
        return Words(line, (), comments, bare.upper())
    words = tuple(_words(line, bare, findings))
    return Words(line, words, comments)


def _words(line: int, text: str, findings: list[ProofFinding]) -> Iterator[tuple[str, float]]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _WORD.match(text, at)
        if match is None:
            findings.append(
                finding("palavra_desconhecida", {"word": text[at : at + 12]}, line=line)
            )
            return
        value = float(match[2])
        if abs(value) > GREATEST:
            findings.append(finding("numero", {"word": match[0][:20]}, line=line))
            return
        yield match[1].upper(), value
        at = match.end()
