"""Who may call what: the committed table is true, and the application acts by it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from core.acesso.rules.catalogo import CATALOGUE
from scripts.authorisation import DOCUMENT, PUBLIC, SIGNED_IN, Guarded, guarded, table
from tests.support.routes import Operation, operations, send
from tests.support.serving import login

STRANGERS = {
    "GET /",
    "GET /openapi.json",
    "GET /pronto",
    "GET /saude",
    "HEAD /openapi.json",
    "POST /auth/login",
    "POST /auth/refresh",
}
"""All that answers somebody who shows no token."""

CLOSED = {"acesso.sem_permissao", "acesso.sem_token", "acesso.sessao_encerrada"}
"""What the guard of a route says."""

CLOSED = {"acesso.sem_permissao", "acesso.sem_token", "acesso.sessao_encerrada"}
"""What the guard of a route says."""


@pytest.fixture(scope="module")
def app(server: TestClient) -> FastAPI:
    """The application of the server under test."""
    assert isinstance(server.app, FastAPI)
    return server.app


@pytest.fixture(scope="module")
def guards(app: FastAPI) -> list[Guarded]:
    """Its routes with their guards."""
    return guarded(app)


def by_label(app: FastAPI) -> dict[str, Operation]:
    """Every route as a request; production's short paths stand for the documented long ones."""
    told = {operation.label: operation for operation in operations(app)}
    for guard in guarded(app):
        long = told.get(f"{guard.method} /producao{guard.path}")
        if long is not None and label(guard) not in told:
            told[label(guard)] = replace(long, path=guard.path)
    return told


def label(guard: Guarded) -> str:
    return f"{guard.method} {guard.path}"


def test_the_committed_table_is_that_of_the_routes(guards: list[Guarded]) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == table(guards), (
        "routes or guards changed: run `python -m scripts.authorisation` and read the difference"
    )


def test_only_the_listed_routes_are_public(guards: list[Guarded]) -> None:
    assert {label(guard) for guard in guards if guard.who == PUBLIC} == STRANGERS


def test_every_route_is_documented_by_its_own_or_its_long_path(
    app: FastAPI, guards: list[Guarded]
) -> None:
    routed = {label(guard) for guard in guards if guard.path != "/openapi.json"}

    assert routed == set(by_label(app))


def test_no_route_is_hidden_by_another(guards: list[Guarded]) -> None:
    seen = [label(guard) for guard in guards]

    assert sorted(set(seen)) == sorted(seen)


def test_every_permission_is_in_the_catalogue(guards: list[Guarded]) -> None:
    assert {guard.permission for guard in guards} - {None} <= CATALOGUE


def test_a_stranger_gets_nothing(server: TestClient, app: FastAPI) -> None:
    answers = {
        name: send(server, operation, {}).status_code
        for name, operation in by_label(app).items()
        if name not in STRANGERS
    }

    assert answers
    assert {name: status for name, status in answers.items() if status != 401} == {}


def test_no_other_header_lets_a_stranger_in(server: TestClient, app: FastAPI) -> None:
    wrong = {}
    for header in ("Bearer", "Bearer ", "Basic YWRtaW46YWRtaW4=", "Bearer x.y.z", "bearer null"):
        for name, operation in by_label(app).items():
            if name not in STRANGERS:
                status = send(server, operation, {"Authorization": header}).status_code
                if status != 401:
                    wrong[name, header] = status

    assert wrong == {}


def test_without_any_permission_nothing_that_needs_one_answers(
    server: TestClient, app: FastAPI, guards: list[Guarded]
) -> None:
    headers = login(server)
    routes = by_label(app)
    answers = {
        label(guard): send(server, routes[label(guard)], headers).status_code
        for guard in guards
        if guard.permission is not None
    }

    assert answers
    assert {name: status for name, status in answers.items() if status != 403} == {}


def test_every_other_permission_does_not_replace_the_one_that_is_needed(
    server: TestClient, app: FastAPI, guards: list[Guarded]
) -> None:
    routes = by_label(app)
    wrong = {}
    for permission in sorted({guard.permission for guard in guards if guard.permission}):
        headers = login(server, *(CATALOGUE - {permission}))
        for guard in guards:
            if guard.permission == permission:
                status = send(server, routes[label(guard)], headers).status_code
                if status != 403:
                    wrong[label(guard)] = status

    assert wrong == {}


def test_the_permission_alone_passes_the_guard(
    server: TestClient, app: FastAPI, guards: list[Guarded]
) -> None:
    """What is then said is the business's own: found, not found, refused, accepted."""
    routes = by_label(app)
    wrong = {}
    for permission in sorted({guard.permission for guard in guards if guard.permission}):
        headers = login(server, permission)
        for guard in guards:
            if guard.permission == permission:
                answer = send(server, routes[label(guard)], headers)
                status = answer.status_code
                # a rule of the business may say 403 too, such as over whom one may rule
                closed = status in {401, 403} and answer.json()["codigo"] in CLOSED
                if closed or status >= 500:
                    wrong[label(guard)] = status

    assert wrong == {}


def test_who_is_signed_in_gets_no_fault_from_his_own_routes(
    server: TestClient, app: FastAPI, guards: list[Guarded]
) -> None:
    routes = by_label(app)
    wrong = {}
    for guard in guards:
        if guard.who == SIGNED_IN:
            # each with a session of its own: one of these routes ends it
            status = send(server, routes[label(guard)], login(server)).status_code
            if status == 401 or status >= 500:
                wrong[label(guard)] = status

    assert wrong == {}
