"""The outermost edge of the script: errors become sentences and exit codes, once."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from typer import Exit, TyperException
from typer.main import get_command

from core.cli.console import answer_json, complain, utf8
from core.errors import Cancelled, RadhaError, Value

OUR_FAULT = 1
USAGE = 2
STOPPED = 130


def main() -> None:
    """Run the script with the process's own arguments."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code.

    0 done, 1 our own fault (with a report file), 2 input or usage refused, 3 done but parts
    left out, 4 proof failed, 130 stopped by the user.
    """
    utf8()
    as_json = "--json" in arguments
    try:
        code = _dispatch(arguments)
    except RadhaError as error:
        return _refuse(error, as_json=as_json)
    except KeyboardInterrupt:
        return _refuse(Cancelled("geral.interrompido"), as_json=as_json)
    except TyperException as error:
        return _misused(error, as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the outermost edge: nothing escapes as a traceback
        return _our_fault(error, arguments, as_json=as_json)
    return code


def _dispatch(arguments: Sequence[str]) -> int:
    from core.cli.app import build

    command = get_command(build())
    try:
        # not command.main(): it has exit codes of its own for Ctrl-C and a broken pipe
        with command.make_context("radha", list(arguments)) as context:
            found = command.invoke(context)
    except Exit as leave:
        return int(leave.exit_code)
    return found if isinstance(found, int) else 0


def _refuse(error: RadhaError, *, as_json: bool) -> int:
    from core.messages import say_error

    sentence = say_error(error)
    complain(sentence)
    if as_json:
        answer_json(_fault_form(error.code, sentence, error.exit_code, error.values))
    return error.exit_code


def _misused(error: TyperException, *, as_json: bool) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        complain(error.format_message())
        return USAGE
    from core.cli.misuse import explain
    from core.messages import say

    code, values = explain(error)
    sentence = say(code, values)
    complain(sentence)
    complain(say("cli.ajuda"))
    if as_json:
        answer_json(_fault_form(code, sentence, USAGE, values))
    return USAGE


def _our_fault(error: Exception, arguments: Sequence[str], *, as_json: bool) -> int:
    from core.cli.crash import write_crash_report
    from core.messages import say

    path = write_crash_report(error, arguments)
    values: dict[str, Value] = {
        "detail": f"{type(error).__name__}: {error}",
        "file": str(path) if path else "-",
    }
    sentence = say("cli.falha", values)
    complain(sentence)
    if as_json:
        answer_json(_fault_form("cli.falha", sentence, OUR_FAULT, values))
    return OUR_FAULT


def _fault_form(code: str, sentence: str, exit_code: int, values: object) -> dict[str, object]:
    return {"error": {"code": code, "message": sentence, "values": values}, "exit_code": exit_code}
