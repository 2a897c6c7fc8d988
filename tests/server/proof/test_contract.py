"""Whatever is sent to a route of the document: never a fault of ours (schemathesis).

What the document allows and what it forbids is sent, from a fixed seed. A longer run has more:
`RADHA_CONTRACT_EXAMPLES=200`; docs/reliability.md tells what it found.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.python.asgi import ASGIClient
from starlette.testclient import TestClient

from core.acesso.rules.catalogo import CATALOGUE
from scripts.authorisation import documented
from tests.support.serving import login

EXAMPLES = int(os.environ.get("RADHA_CONTRACT_EXAMPLES", "0"))
"""Of the longer run: requests for each operation, beside those made from the limits it tells."""

STRANGERS = {"GET /", "GET /pronto", "GET /saude", "POST /auth/login", "POST /auth/refresh"}

DOOR = ("/auth/login", "/auth/refresh")
"""They say 401 to what is not right, whoever sends it."""

BASE = "http://127.0.0.1"

type Send = Callable[[schemathesis.Case[Any]], schemathesis.Response]

document = documented().openapi()
api = schemathesis.openapi.from_dict(document)
api.config.generation.update(deterministic=True)
api.config.phases.coverage.enabled = bool(EXAMPLES)
bounded = settings(
    max_examples=EXAMPLES or 10,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a fault is told as it was found
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def session(server: TestClient) -> Iterator[ASGIClient]:
    with ASGIClient(cast("Any", server.app), BASE) as opened:
        yield opened


@pytest.fixture(scope="module")
def as_somebody(server: TestClient, session: ASGIClient) -> Send:
    """Sends as a person who may do everything; as another one when a request shut him out."""
    headers = login(server, *CATALOGUE)

    def send(case: schemathesis.Case[Any]) -> schemathesis.Response:
        answer = case.call(base_url=BASE, session=session, headers=dict(headers))
        if answer.status_code == 401 and case.operation.path not in DOOR:
            headers.update(login(server, *CATALOGUE))
            answer = case.call(base_url=BASE, session=session, headers=dict(headers))
            assert answer.status_code != 401, answer.text
        return answer

    return send


@api.parametrize()
@bounded
def test_no_request_makes_a_fault(
    case: schemathesis.Case[Any], session: ASGIClient, as_somebody: Send
) -> None:
    strange = case.call(base_url=BASE, session=session, headers={})
    case.validate_response(strange, checks=[not_a_server_error])
    if f"{case.method.upper()} {case.operation.path}" not in STRANGERS:
        # what is no request at all is said to anybody
        assert strange.status_code in {400, 401, 404, 405, 413, 422}
    answer = as_somebody(case)
    case.validate_response(answer, checks=[not_a_server_error])
