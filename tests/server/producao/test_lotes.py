"""Batches over HTTP, in the shapes of the old clients, with the real readers and jobs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.db.unit import Unit
from core.formats import read_batch
from core.formats.preset import load
from core.parts.codes import MemoryRegister
from core.producao.models.lote import Lote
from core.producao.models.peca import Peca
from core.producao.queries.lote import batch_do_lote
from server.state import State
from tests.support.lotes import SAMPLES, imported, sample
from tests.support.serving import login
from tests.support.statements import statements

OFFICE = ("producao", "producao/lote", "planos-producao/nesting")
PART_KEYS = {
    *("id", "nome", "codigo_peca", "comprimento", "largura", "espessura", "material"),
    *("cliente", "ambiente", "observacoes", "orientacao", "status", "operacoes", "quantidade"),
}


@pytest.fixture
def state(client: TestClient) -> State:
    found: State = client.app.state.radha  # type: ignore[attr-defined]  # an application of ours
    return found


@pytest.fixture
def me(client: TestClient) -> dict[str, str]:
    return login(client, *OFFICE)


def files_of(name: str) -> list[tuple[str, tuple[str, bytes]]]:
    folder = SAMPLES / name
    return [
        ("files[]", (f"pasta\\{one.name}", one.read_bytes())) for one in sorted(folder.iterdir())
    ]


def sent(client: TestClient, me: dict[str, str], nome: str, name: str) -> dict[str, Any]:
    answer = client.post(
        "/producao/importar-xml", data={"nome": nome}, files=files_of(name), headers=me
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def rebuilt(state: State, number: int) -> Any:
    with Unit(state.database, writes=False) as unit:
        lote = unit.session.query(Lote).filter_by(number=number).one()
        return batch_do_lote(unit.session, lote.id)


def test_files_become_a_batch_in_the_old_shape(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    expected = sample("cozinha_promob")

    told = sent(client, me, "Cozinha", "cozinha_promob")

    assert [one["nome_pacote"] for one in told["pacotes"]] == [
        one.name for one in expected.packages
    ]
    parts = [part for package in told["pacotes"] for part in package["pecas"]]
    items = [item for package in told["pacotes"] for item in package["ferragens"]]
    assert len(parts) == sum(len(one.parts) for one in expected.packages)
    assert len(items) == sum(len(one.hardware) for one in expected.packages)
    assert {frozenset(part) for part in parts} == {frozenset(PART_KEYS)}
    assert {frozenset(item) for item in items} == {
        frozenset({"id", "nome", "codigo_ferragem", "quantidade"})
    }
    assert (told["lote"], told["id"], told["contagens"]["parts"]) == ("Cozinha", 1, len(parts))
    # the same batch but for the places where things stood and the codes of the pieces
    whole = rebuilt(state, 1)
    assert [part.id for part in whole.parts()] == [part.id for part in expected.parts()]
    assert [len(part.operations) for part in whole.parts()] == [
        len(part.operations) for part in expected.parts()
    ]
    codes = [piece.code for part in whole.parts() for piece in part.pieces]
    assert codes[0] == "SV000001"
    assert len(set(codes)) == len(codes)


def test_the_same_files_again_change_nothing(client: TestClient, me: dict[str, str]) -> None:
    first = sent(client, me, "Cozinha", "cozinha_promob")
    at_once = sent(client, me, "1", "cozinha_promob")
    client.post("/producao/lotes/1/pacotes", json={"cliente": "Bia"}, headers=me)
    client.put("/producao/pacotes/2", json={"cliente": "Bela"}, headers=me)
    again = sent(client, me, "1", "cozinha_promob")

    assert first == at_once
    assert (again["novas"], again["alteradas"], again["removidas"]) == (0, 0, 0)
    assert first["pacotes"] == again["pacotes"]
    readings = client.get("/producao/lotes/1/leituras", headers=me).json()
    assert len(readings) == 2


def test_one_archive_is_as_good_as_its_files(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    data = {"nome": "Zip"}
    files = {"files": ("cozinha.zip", packed("cozinha_promob"))}
    answer = client.post("/importar-xml", data=data, files=files, headers=me)

    assert answer.status_code == 200, answer.text
    assert len(list(rebuilt(state, 1).parts())) == len(list(sample("cozinha_promob").parts()))


def test_from_parts_to_the_final_archive_and_back(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    told = sent(client, me, "Cozinha", "cozinha_promob")
    before = rebuilt(state, 1)
    parts = [part for package in told["pacotes"] for part in package["pecas"]]

    done = client.post(
        "/producao/gerar-lote-final", json={"lote": "Cozinha", "pecas": parts}, headers=me
    )

    assert done.status_code == 200, done.text
    assert done.json()["status"] == "ok"
    assert rebuilt(state, 1) == before
    archive = client.get("/producao/download-lote/1", headers=me)
    assert archive.headers["content-type"] == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(archive.content)).namelist()
    assert "Lote_Cozinha.dxt" in names
    loaded = client.get(
        "/carregar-lote-final", params={"pasta": "producao/lotes/Lote_Cozinha.zip"}, headers=me
    )
    assert loaded.json()["pacotes"] == told["pacotes"]


def test_a_flat_list_leaves_known_parts_in_their_packages(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    imported(state.database, sample("cozinha_promob"), nome="Cozinha")
    client.put("/pacotes/1", json={"nome_pacote": "Primeiro"}, headers=me)
    told = client.get("/lotes-producao/Cozinha", headers=me).json()["pacotes"]
    parts = [part for package in told for part in package["pecas"]]
    for part in parts:
        part["cliente"] = ""
    gone = parts.pop()
    new = {"nome": "Tampo", "comprimento": 800, "largura": 300, "espessura": 18}
    parts.append({**new, "material": "MDF 18mm", "cliente": "Bia", "ambiente": "Sala"})

    done = client.post("/gerar-lote-final", json={"lote": "Cozinha", "pecas": parts}, headers=me)

    assert done.status_code == 200, done.text
    after = client.get("/lotes-producao/Cozinha", headers=me).json()["pacotes"]
    assert [one["nome_pacote"] for one in after] == ["Primeiro", "Bia - Sala"]
    ids = [part["id"] for part in after[0]["pecas"]]
    assert ids == [part["id"] for part in parts[:-1]]
    assert gone["id"] not in ids
    assert after[0]["ferragens"] == told[0]["ferragens"]


def test_the_final_archive_reads_back_as_the_batch(
    client: TestClient, state: State, me: dict[str, str], tmp_path: Path
) -> None:
    imported(state.database, sample(), nome="Cozinha")
    batch = rebuilt(state, 1)

    archive = client.get("/producao/download-lote/1", headers=me)

    assert archive.status_code == 200
    file = tmp_path / "Lote_Cozinha.zip"
    file.write_bytes(archive.content)
    read = read_batch([file], preset=load("padrao"), codes=MemoryRegister()).batch
    assert [(one.id, one.length, one.width) for one in read.parts()] == [
        (one.id, one.length, one.width) for one in batch.parts()
    ]


def test_a_batch_posted_as_it_was_told_stays_exactly_as_it_is(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    imported(state.database, sample("cozinha_promob"), nome="Cozinha")
    before, revision = rebuilt(state, 1), revision_of(state)
    told = client.get("/producao/lotes-producao/Cozinha", headers=me).json()

    answer = client.post("/producao/lotes-producao", json=told, headers=me)

    assert answer.json() == {"id": 1}
    assert before == rebuilt(state, 1)
    assert revision == revision_of(state)


def test_screens_that_count_by_themselves_change_nothing_either(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    imported(state.database, sample("cozinha_promob"), nome="Cozinha")
    before = rebuilt(state, 1)
    told = client.get("/lotes-producao/Cozinha", headers=me).json()
    rows = [row for one in told["pacotes"] for row in (*one["pecas"], *one["ferragens"])]
    for number, row in enumerate(reversed(rows), start=1):
        row["id"] = number

    client.post("/lotes-producao", json={"nome": "Cozinha", **told, "id": None}, headers=me)

    assert before == rebuilt(state, 1)


def test_what_was_edited_on_the_screen_is_what_is_kept(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    imported(state.database, sample("cozinha_promob"), nome="Cozinha")
    told = client.get("/lotes-producao/Cozinha", headers=me).json()
    package = told["pacotes"][0]
    edited, gone, *_ = package["pecas"]
    hole = {"tipo": "Furo", "x": 50, "y": 60, "profundidade": 12.5, "diametro": 8}
    edited["observacoes"] = "com furo"
    edited["operacoes"].append(hole)
    package["pecas"].remove(gone)
    package["ferragens"][0]["quantidade"] = 99
    new = {"nome": "Tampo", "comprimento": 800, "largura": 300, "espessura": 18}
    package["pecas"].append({**new, "material": "MDF 18mm", "operacoes": [hole]})
    told["pacotes"].append({"nome_pacote": "Ana - Sala", "pecas": [], "ferragens": []})

    assert client.post("/lotes-producao", json=told, headers=me).status_code == 200

    after = client.get("/lotes-producao/Cozinha", headers=me).json()["pacotes"]
    by_id = {part["id"]: part for part in after[0]["pecas"]}
    assert by_id[edited["id"]]["observacoes"] == "com furo"
    assert by_id[edited["id"]]["operacoes"][-1]["x"] == 50
    assert gone["id"] not in by_id
    assert after[0]["pecas"][-1]["nome"] == "TAMPO"
    assert after[0]["ferragens"][0]["quantidade"] == 99
    assert after[-1]["nome_pacote"] == "Ana - Sala"


def test_what_leaves_the_part_is_refused(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    imported(state.database, sample("cozinha_promob"), nome="Cozinha")
    before = rebuilt(state, 1)
    told = client.get("/lotes-producao/Cozinha", headers=me).json()
    hole = {"tipo": "Furo", "x": 9000, "y": 60, "profundidade": 12.5, "diametro": 8}
    told["pacotes"][0]["pecas"][0]["operacoes"].append(hole)

    answer = client.post("/lotes-producao", json=told, headers=me)

    assert (answer.status_code, answer.json()["codigo"]) == (422, "peca.fora_da_peca")
    assert before == rebuilt(state, 1)


def test_an_empty_batch_is_made_and_listed(client: TestClient, me: dict[str, str]) -> None:
    made = client.post("/producao/lotes-producao", json={"nome": "Novo", "pacotes": []}, headers=me)
    client.post("/producao/lotes-producao", json={"nome": "Alfa", "pacotes": []}, headers=me)

    assert made.json() == {"id": 1}
    rows = client.get("/producao/lotes-producao", headers=me).json()
    assert [(row["id"], row["nome"], row["obj_key"]) for row in rows] == [
        (2, "Alfa", "lotes/Lote_Alfa.zip"),
        (1, "Novo", "lotes/Lote_Novo.zip"),
    ]
    assert client.get("/producao/listar-lotes", headers=me).json() == {
        "lotes": ["lotes/Lote_Alfa.zip", "lotes/Lote_Novo.zip"]
    }
    page = client.get("/producao/lotes-producao", params={"limite": 1}, headers=me)
    assert [row["id"] for row in page.json()] == [2]
    assert 'rel="next"' in page.headers["link"]
    assert client.get("/lotes-producao/Novo", headers=me).json()["pacotes"] == []


def test_a_post_that_says_nothing_of_the_packages_takes_nothing_away(
    client: TestClient, me: dict[str, str]
) -> None:
    part = {
        "nome": "LATERAL",
        "codigo_peca": "LAT1",
        "comprimento": 700,
        "largura": 500,
        "espessura": 18,
        "material": "MDF Branco 18mm",
        "cliente": "Ana",
        "ambiente": "Sala",
        "operacoes": [],
    }
    whole = {"nome": "Cheio", "pacotes": [{"nome_pacote": "Ana - Sala", "pecas": [part]}]}
    made = client.post("/lotes-producao", json=whole, headers=me)
    assert made.status_code == 200, made.text

    again = client.post("/lotes-producao", json={"id": 1, "nome": "Cheio"}, headers=me)
    empty = client.post("/gerar-lote-final", json={"lote": "Cheio", "pecas": []}, headers=me)

    packages = client.get("/lotes-producao/Cheio", headers=me).json()["pacotes"]
    assert again.json() == {"id": 1}
    assert empty.status_code == 422
    assert [len(package["pecas"]) for package in packages] == [1]


@pytest.mark.parametrize("more", [{}, {"pacotes": []}])
def test_a_batch_posted_by_its_number_takes_the_name_as_well(
    client: TestClient, me: dict[str, str], more: dict[str, Any]
) -> None:
    for nome in ("Cozinha", "Sala"):
        client.post("/lotes-producao", json={"nome": nome}, headers=me)

    def posted(nome: str) -> tuple[int, Any]:
        body = {"id": 1, "nome": nome, **more}
        answer = client.post("/producao/lotes-producao", json=body, headers=me)
        return answer.status_code, answer.json().get("id") or answer.json().get("codigo")

    def names() -> list[str]:
        return [row["nome"] for row in client.get("/lotes-producao", headers=me).json()]

    assert posted(" Cozinha  Ana ") == (200, 1)
    assert names() == ["Sala", "Cozinha Ana"]
    assert posted("SALA") == (409, "lote.nome_repetido")
    assert posted("a/b") == (422, "lote.nome_invalido")
    assert names() == ["Sala", "Cozinha Ana"]


def test_a_name_that_is_taken_keeps_the_content_as_it_was(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    imported(state.database, sample("cozinha_promob"), nome="Cozinha")
    client.post("/lotes-producao", json={"nome": "Sala"}, headers=me)
    before = rebuilt(state, 1)

    body = {"id": 1, "nome": "Sala", "pacotes": []}
    answer = client.post("/lotes-producao", json=body, headers=me)

    assert answer.status_code == 409
    assert before == rebuilt(state, 1)


def test_neither_number_nor_name_is_no_batch(client: TestClient, me: dict[str, str]) -> None:
    answer = client.post("/lotes-producao", json={"pacotes": []}, headers=me)
    assert (answer.status_code, answer.json()["codigo"]) == (400, "lote.sem_nome")


def test_layers_and_materials(client: TestClient, state: State, me: dict[str, str]) -> None:
    batch = sample("cozinha_promob")
    imported(state.database, batch, nome="Cozinha")
    body = {"pasta_lote": "lotes/Lote_Cozinha.zip"}

    layers = client.post("/producao/coletar-layers", json=body, headers=me).json()
    materials = client.post("/coletar-chapas", json=body, headers=me).json()
    cleaned = client.post("/limpar-nesting-preview", json=body, headers=me).json()

    used = {one.layer for part in batch.parts() for one in part.operations}
    assert layers == {"layers": sorted(used - {""})}
    assert materials == {"materiais": sorted({part.material for part in batch.parts()})}
    assert cleaned == {"status": "ok", "removido": False}


def test_a_batch_is_put_away(client: TestClient, state: State, me: dict[str, str]) -> None:
    for nome in ("A", "B"):
        client.post("/lotes-producao", json={"nome": nome}, headers=me)

    gone = client.delete("/producao/lotes-producao/A", headers=me)
    excluded = client.post("/producao/excluir-lote", json={"lote": "Lote_B"}, headers=me)

    assert gone.json() == {"status": "deleted"}
    assert excluded.json() == {"status": "ok", "mensagem": "O lote B foi arquivado."}
    assert client.get("/lotes-producao", headers=me).json() == []
    assert client.delete("/lotes-producao/A", headers=me).status_code == 404
    with Unit(state.database, writes=False) as unit:
        assert unit.session.query(Lote).count() == 2


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("GET", "/carregar-lote-final", {"params": {"pasta": "lotes/Lote_Nada.zip"}}),
        ("GET", "/download-lote/9", {}),
        ("GET", "/lotes-producao/Nada", {}),
        ("DELETE", "/lotes-producao/Nada", {}),
        ("POST", "/excluir-lote", {"json": {"lote": "Nada"}}),
        ("POST", "/coletar-layers", {"json": {"pasta_lote": "Nada"}}),
        ("POST", "/coletar-chapas", {"json": {"pasta_lote": "Nada"}}),
        ("POST", "/limpar-nesting-preview", {"json": {"pasta_lote": "Nada"}}),
        ("POST", "/lotes-producao", {"json": {"id": 9, "pacotes": []}}),
    ],
)
def test_what_is_not_there_is_not_found(
    client: TestClient, me: dict[str, str], method: str, path: str, more: dict[str, Any]
) -> None:
    answer = client.request(method, path, headers=me, **more)
    assert answer.status_code == 404, answer.text
    assert answer.json()["erro"]


def test_names_that_would_be_paths_stay_names(
    client: TestClient, me: dict[str, str], tmp_path: Path
) -> None:
    source = [
        (field, (f"../../../{content[0].rpartition(chr(92))[2]}", content[1]))
        for field, content in files_of("cozinha_promob")
    ]
    answer = client.post("/importar-xml", data={"nome": "X"}, files=source, headers=me)

    assert answer.status_code == 200, answer.text
    assert not list(tmp_path.parent.glob("*.dxf"))
    for bad in ("..", "a/..", "a\x01b", "x" * 300):
        one = {"files": (bad, b"abc")}
        refused = client.post("/importar-xml", data={"nome": "Y"}, files=one, headers=me)
        assert refused.status_code == 422, (bad, refused.text)


@pytest.mark.parametrize("nome", ["../lotes", "a/b", "..\\x", "", " ", "x" * 400, "a\x00b"])
def test_a_name_that_would_be_a_path_is_refused(
    client: TestClient, me: dict[str, str], nome: str
) -> None:
    files = {"files": ("a.dxt", b"<ListInformation/>")}
    answers = [
        client.post("/importar-xml", data={"nome": nome}, files=files, headers=me),
        client.post("/lotes-producao", json={"nome": nome, "pacotes": []}, headers=me),
    ]
    assert [answer.status_code for answer in answers] == [422, 422], answers


def test_a_bomb_is_refused(client: TestClient, me: dict[str, str]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.dxt", b"0" * 20_000_000)
    for files in (
        {"files": ("a.zip", stream.getvalue())},
        {"files": ("a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")},
        {"files": ("a.xml", b"\x00\x01\x02")},
    ):
        answer = client.post("/importar-xml", data={"nome": "X"}, files=files, headers=me)
        assert answer.status_code == 422, answer.text
    assert client.get("/lotes-producao", headers=me).json() == []


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "a.xml"),
        ("a.xml", b"<a><b></a>", "a.xml"),
        ("desenhos.bin", b"\x00\x01", "desenhos.bin"),
        ("vazio.zip", b"PK\x05\x06" + b"\0" * 18, "vazio.zip"),
    ],
    ids=["entity", "broken", "unknown", "empty"],
)
def test_an_error_names_what_was_sent(
    client: TestClient, me: dict[str, str], name: str, data: bytes, told: str
) -> None:
    answer = client.post(
        "/importar-xml", data={"nome": "X"}, files={"files": (name, data)}, headers=me
    )

    assert answer.status_code == 422, answer.text
    assert answer.json()["valores"]["file"] == told
    assert "envio" not in answer.text


def test_two_files_of_one_name_must_be_one(client: TestClient, me: dict[str, str]) -> None:
    files = [("files", ("a.dxt", b"<a/>")), ("files", ("x/A.DXT", b"<b/>"))]
    answer = client.post("/importar-xml", data={"nome": "X"}, files=files, headers=me)
    assert (answer.status_code, answer.json()["codigo"]) == (422, "lote.arquivo_duas_vezes")


def test_who_may_not_is_refused(client: TestClient, state: State) -> None:
    client.post("/lotes-producao", json={"nome": "A"}, headers=login(client, *OFFICE))
    reader = login(client, "producao")
    for method, path, more in (
        ("POST", "/importar-xml", {"data": {"nome": "x"}, "files": {"files": ("a", b"a")}}),
        ("POST", "/gerar-lote-final", {"json": {"lote": "A", "pecas": []}}),
        ("POST", "/lotes-producao", {"json": {"nome": "A", "pacotes": []}}),
        ("POST", "/excluir-lote", {"json": {"lote": "A"}}),
        ("DELETE", "/lotes-producao/A", {}),
        ("POST", "/coletar-layers", {"json": {"pasta_lote": "A"}}),
    ):
        answer = client.request(method, path, headers=reader, **more)
        assert answer.status_code == 403, (path, answer.text)
        assert client.request(method, path, **more).status_code == 401
    assert client.get("/lotes-producao", headers=reader).status_code == 200
    with Unit(state.database, writes=False) as unit:
        assert unit.session.query(Peca).count() == 0


def test_lists_need_no_more_statements_for_more_rows(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    imported(state.database, sample("cozinha_promob"), nome="A")
    paths = ("/lotes-producao", "/listar-lotes", "/lotes-producao/A", "/carregar-lote-final")
    counts = [counted(client, state, me, path) for path in paths]
    for number in range(3):
        imported(state.database, sample(), nome=f"B{number}", codigos_do_servidor=True)
    imported(state.database, sample(station="T8"), fonte="outra", nome="A")

    assert counts == [counted(client, state, me, path) for path in paths]


def counted(client: TestClient, state: State, me: dict[str, str], path: str) -> int:
    with statements(state.database.engine) as seen:
        answer = client.get(path, params={"pasta": "A"}, headers=me)
    assert answer.status_code == 200
    return len(seen)


def packed(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((SAMPLES / name).iterdir()):
            archive.write(file, file.name)
    return stream.getvalue()


def revision_of(state: State) -> int:
    with Unit(state.database, writes=False) as unit:
        return unit.session.query(Lote).one().revisao
