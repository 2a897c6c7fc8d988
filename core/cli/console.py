"""Where the script writes: results to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys


def utf8() -> None:
    """UTF-8 on both streams, also where Windows would take its old code page for a pipe."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def answer(line: str = "") -> None:
    """One line of the result; a reader that went away is no error."""
    try:
        sys.stdout.write(_plain(line) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _silence_stdout()


def answer_json(document: object) -> None:
    """The result as one JSON document."""
    answer(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))


def complain(line: str) -> None:
    """One line for the person, beside the result."""
    with contextlib.suppress(BrokenPipeError):
        sys.stderr.write(_plain(line.rstrip("\n")) + "\n")
        sys.stderr.flush()


def _plain(line: str) -> str:
    """Without control characters: a file's text must not steer the terminal."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "·" for sign in line)


def _silence_stdout() -> None:
    """Nobody reads any more: let what follows, and the interpreter's last flush, go nowhere."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
