"""What commands ask for: permissions that exist, and nothing that the catalogue does not know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import core.schema
from core.acesso.rules.catalogo import CATALOGUE
from core.arquivos.commands import CHECKED
from core.command import OWN, Command, kinds
from server.jobs import kinds as jobs

assert core.schema.METADATA
jobs.load(())

COMMANDS = [
    command for command in kinds().values() if command.__module__.startswith(("core.", "server."))
]


def asked_by(command: type[Command]) -> Iterator[object]:
    """The permissions among which a command chooses: what its `needs` reads of its module."""
    code = command.needs.__code__
    for value in (command.needs.__globals__.get(name) for name in code.co_names):
        if isinstance(value, str):
            yield str(value)
        elif isinstance(value, dict):
            yield from value.values()
    yield from (text for text in code.co_consts if isinstance(text, str) and "/" in text)


def overrides(command: type[Command]) -> bool:
    return command.needs is not Command.needs


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.kind)
def test_a_command_asks_for_a_permission_of_the_catalogue(command: type[Command]) -> None:
    if overrides(command):
        assert set(asked_by(command)) <= CATALOGUE | {OWN}
        # what it falls back to
        assert command.permission in CATALOGUE | {OWN, ""}
    else:
        assert command.permission in CATALOGUE | {OWN, CHECKED}


def test_nobody_can_be_given_what_only_the_server_may_do() -> None:
    assert CHECKED not in CATALOGUE


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.kind)
def test_a_command_takes_no_argument_that_it_does_not_know(command: type[Command]) -> None:
    assert command.model_config.get("extra") == "forbid"
    assert command.model_config.get("frozen") is True
