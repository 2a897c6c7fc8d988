"""What a person is told when the world fails, not he."""

from datetime import UTC, datetime
from pathlib import Path

from starlette.testclient import TestClient

from core.ids import new_id
from server.app import create_app
from server.auth.tokens import TokenKeys, make_access
from tests.support.serving import settings_for


def test_a_database_out_of_reach_is_no_fault_of_ours(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'nowhere' / 'radha.db'}", tmp_path)
    claims = {"sub": "alguem", "nome": "", "cargo": "", "permissoes": [], "sid": str(new_id())}
    token = make_access(TokenKeys.of(settings), claims, new_id(), datetime.now(UTC))
    app = create_app(settings.model_copy(update={"job_runner": "none"}))
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/clientes", headers={"Authorization": f"Bearer {token}"})
        ready = client.get("/pronto")

    assert (answer.status_code, answer.json()["codigo"]) == (503, "servidor.banco")
    assert answer.headers["Retry-After"]
    assert ready.status_code == 503
