"""No route needs more statements for more rows."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.testclient import TestClient

from core.acesso.rules.catalogo import CATALOGUE
from core.schema import METADATA
from server.state import State
from tests.support.routes import Operation, operations
from tests.support.rows import fill
from tests.support.serving import login
from tests.support.statements import statements

LEFT = {"counter", "fact", "feed", "feed_head", "feed_tx", "op"}
"""Tables of the base itself, which follow from the others."""

FEW, MANY = 3, 60


def read(server: TestClient, operation: Operation, headers: dict[str, str]) -> tuple[int, int]:
    """The status of an answer, and how many statements it took."""
    assert isinstance(server.app, FastAPI)
    state: State = server.app.state.radha
    with statements(state.database.engine) as sent:
        answer = server.get(operation.url(numero=1000, id=1000), headers=headers)
    return answer.status_code, len(sent)


def test_no_read_needs_more_statements_for_more_rows(server: TestClient) -> None:
    assert isinstance(server.app, FastAPI)
    state: State = server.app.state.radha
    headers = login(server, *CATALOGUE)
    reads = [one for one in operations(server.app) if one.method == "GET"]

    few_rows = fill(state.database, FEW, LEFT)
    few = {one.label: read(server, one, headers) for one in reads}
    many_rows = fill(state.database, MANY, LEFT)
    many = {one.label: read(server, one, headers) for one in reads}

    tables = set(METADATA.tables) - LEFT
    assert {name for name in tables if few_rows[name] < FEW or many_rows[name] < MANY} == set()
    assert {label: status for label, (status, _) in many.items() if status >= 500} == {}
    answered = {label for label, (status, _) in many.items() if status == 200}
    lists = {one.label for one in reads if "{" not in one.path} & answered
    assert len(lists) > 20
    assert len(answered - lists) > 5
    grew = {label: (few[label], many[label]) for label in answered if few[label] != many[label]}
    assert grew == {}
