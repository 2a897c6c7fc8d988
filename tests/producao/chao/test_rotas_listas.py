"""What the lists of the floor cost, how they go by pages, and who reads them."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.support.chao import Chao, of
from tests.support.serving import login
from tests.support.statements import statements

LISTS = (
    "/lotes-ocorrencias",
    "/motivos-ocorrencias",
    "/relatorio-ocorrencias",
    "/apontamentos?lote=L1&pacote=Ana - Cozinha",
    "/volumes?lote=L1&pacote=Ana - Cozinha",
    "/apontamentos/progresso?lote=L1",
    "/apontamentos/faltantes?lote=L1&etapa=corte",
    "/apontamentos/leituras?estacao=e&quantas=100",
    "/apontamentos/nao-resolvidos",
    "/config-ferramentas",
    "/config-cortes",
    "/config-layers",
    "/maquinas",
    "/etapas",
)


def test_no_list_needs_more_statements_for_more_rows(
    client: TestClient, who: dict[str, str], chao: Chao
) -> None:
    counts = []
    for size in (1, 12):
        _fill(client, who, chao, size)
        counts.append({route: _count(client, who, route) for route in LISTS})

    assert counts[0] == counts[1]


def _count(client: TestClient, who: dict[str, str], route: str) -> int:
    with statements(of(client).engine) as seen:
        answer = client.get(route, headers=who)
    assert answer.status_code == 200, answer.text
    assert answer.json()
    return len(seen)


def _fill(client: TestClient, who: dict[str, str], chao: Chao, size: int) -> None:
    some = range(size)
    post = {
        "/config-ferramentas": [{"codigo": str(n)} for n in some],
        "/config-cortes": [{"tamanhoMaximo": n} for n in some],
        "/config-layers": [{"nome": f"L{n}"} for n in some],
        "/apontamentos": {
            "lote": "L1",
            "pacote": chao.nome_pacote,
            "volumes": [
                {"numero": n + 1, "barcode": f"b{n}", "pecas": [{"id": chao.numeros[0]}, {"n": n}]}
                for n in some
            ],
        },
    }
    for route, body in post.items():
        assert client.post(route, json=body, headers=who).status_code == 200
    for n in some:
        client.post("/motivos-ocorrencias", json={"codigo": f"M{n}"}, headers=who)
        pecas = [{"id": chao.numeros[0], "motivo_codigo": f"M{n}"} for _ in range(n + 1)]
        client.post("/lotes-ocorrencias", json={"lote": "L1", "pecas": pecas}, headers=who)
        client.post("/maquinas", json={"nome": f"m{size}-{n}"}, headers=who)
        for code in ("nada", chao.codigos[1][0]):
            read = {"codigo": code, "etapa": "corte", "estacao": "e"}
            client.post("/apontamentos/leituras", json=read, headers=who)


def test_lists_go_by_pages(client: TestClient, who: dict[str, str]) -> None:
    for n in range(3):
        client.post("/motivos-ocorrencias", json={"codigo": f"M{n}"}, headers=who)
    first = client.get("/motivos-ocorrencias?limite=2", headers=who)
    address = first.headers["link"].split(";")[0].strip("<>")
    rest = client.get(address, headers=who)

    assert [one["codigo"] for one in first.json() + rest.json()] == ["M0", "M1", "M2"]
    assert "link" not in rest.headers


READ_BY = {
    "/apontamentos?lote=L1": ("producao/apontamento", "producao/apontamento-volume"),
    "/volumes?lote=L1": ("producao/apontamento", "producao/apontamento-volume"),
    "/motivos-ocorrencias": (
        "producao/ocorrencias",
        "producao/motivos",
        "producao/relatorios/ocorrencias",
    ),
    "/config-layers": ("planos-producao/nesting", "producao/maquinas"),
    "/maquinas": ("planos-producao/seccionadora", "producao/maquinas"),
    "/etapas": ("producao/apontamento", "producao/maquinas"),
}
"""What several screens read; any of these permissions will do."""


def test_what_several_screens_read_needs_one_of_their_permissions(client: TestClient) -> None:
    people = {one: login(client, one) for several in READ_BY.values() for one in several}
    stranger = login(client, "producao")
    for route, several in READ_BY.items():
        allowed = {
            one
            for one, headers in people.items()
            if client.get(route, headers=headers).status_code == 200
        }
        refused = client.get(route, headers=stranger)

        assert set(several) <= allowed, route
        assert refused.status_code == 403, route
        assert refused.json()["codigo"] == "acesso.sem_permissao"
        assert client.get(route).status_code == 401
