"""Batches for tests of the shop floor, put straight into the tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from starlette.testclient import TestClient

from core.db.engine import Database
from core.db.unit import Unit
from core.ids import new_id
from core.producao.models.lote import Ferragem, Lote, Pacote
from core.producao.models.peca import Peca, PecaCopia
from server.state import State

AGORA = datetime(2026, 3, 2, 10, 42, tzinfo=UTC)
_codes = count(1)


@dataclass
class Chao:
    """A batch with one package; `codigos` are the codes of each part's copies."""

    lote: UUID
    nome: str
    pacote: UUID
    nome_pacote: str
    pecas: list[UUID] = field(default_factory=list)
    numeros: list[int] = field(default_factory=list)
    codigos: list[list[str]] = field(default_factory=list)
    copias: list[list[UUID]] = field(default_factory=list)
    ferragem: UUID | None = None
    numero_ferragem: int = 0


def semear(database: Database, nome: str = "L1", quantidades: tuple[int, ...] = (1, 2)) -> Chao:
    """A batch with one part for each quantity and one hardware item of four."""
    with Unit(database) as unit:
        found = _rows(unit, nome, quantidades)
        unit.commit()
    return found


def _rows(unit: Unit, nome: str, quantidades: tuple[int, ...]) -> Chao:
    session = unit.session
    lote = Lote(id=new_id(), nome=nome, chave=nome.casefold(), estado="liberado")
    session.add(lote)
    session.flush()
    pacote = Pacote(
        id=new_id(), lote_id=lote.id, nome_pacote="Ana - Cozinha", cliente="Ana",
        ambiente="Cozinha", ordem=0,
    )  # fmt: skip
    session.add(pacote)
    session.flush()
    chao = Chao(lote.id, nome, pacote.id, pacote.nome_pacote)
    for ordem, quantidade in enumerate(quantidades):
        peca = Peca(**_part(lote.id, pacote.id, ordem, quantidade))
        session.add(peca)
        session.flush()
        copies = [
            PecaCopia(
                id=new_id(),
                lote_id=lote.id,
                peca_id=peca.id,
                copia=n,
                codigo=f"T2{next(_codes):06d}",
            )
            for n in range(1, quantidade + 1)
        ]
        session.add_all(copies)
        chao.pecas.append(peca.id)
        chao.numeros.append(peca.number or 0)
        chao.codigos.append([copy.codigo for copy in copies])
        chao.copias.append([copy.id for copy in copies])
    ferragem = Ferragem(
        id=new_id(), lote_id=lote.id, pacote_id=pacote.id, nome="Dobradiça", codigo_ferragem="DOB",
        quantidade=4.0, ordem=0, number=900_000 + next(_codes),
    )  # fmt: skip
    session.add(ferragem)
    session.flush()
    chao.ferragem, chao.numero_ferragem = ferragem.id, ferragem.number or 0
    return chao


def _part(lote: UUID, pacote: UUID, ordem: int, quantidade: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "lote_id": lote,
        "pacote_id": pacote,
        "ordem": ordem,
        "chave": f"p{ordem}",
        "chave_origem": f"p{ordem}",
        "nome": f"LATERAL {ordem}",
        "programa": f"{ordem + 1:08d}",
        "codigo_peca": f"LAT{ordem:08d}A",
        "comprimento": 700.0,
        "largura": 400.0,
        "espessura": 18.0,
        "quantidade": quantidade,
        "material": "MDF Branco 18mm",
        "material_chave": "mdf branco 18mm",
        "contorno": {
            "vertices": [[0, 0, 0], [700, 0, 0], [700, 400, 0], [0, 400, 0]], "closed": True
        },
    }  # fmt: skip


def of(client: TestClient) -> Database:
    """The database behind a client."""
    state: State = client.app.state.radha  # type: ignore[attr-defined]  # an application of ours
    return state.database


def piece(chao: Chao, **more: Any) -> dict[str, Any]:
    """The first part of the batch as a piece of an occurrence."""
    return {"id": chao.numeros[0], "nome": "LATERAL 0", "motivo_codigo": "M1", **more}
