"""Batches, stock and plans in a database, small enough to be seen through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from core.arquivos.commands import mark_present
from core.arquivos.rules import FileRef
from core.command import Actor, Command, Context
from core.db.engine import Database
from core.db.unit import Unit
from core.ids import derive_id, new_id
from core.layout.model import Offcut, Totals
from core.pipeline.plan_form import Plan, PlannedCopy, PlannedSheet
from core.producao.commands.estoque.itens import Entrada, dar_entrada
from core.producao.commands.plano import RegistrarPlano
from core.producao.models.estoque import ItemEstoque
from core.producao.models.lote import EstadoLote, Lote, Pacote
from core.producao.models.peca import Peca, PecaCopia
from core.producao.models.plano import ChapaPlano, Plano
from core.producao.rules.material import chave_material
from core.producao.rules.plano import TipoPlano
from tests.support.databases import run, someone
from tests.support.lotes import FileShelf

MATERIAL = "MDF Branco 18mm"
LENGTH, WIDTH = 2750.0, 1850.0
SHA = "a" * 64

PLANEJADOR = someone(
    "planos-producao/nesting", "planos-producao/seccionadora", "producao/corte", username="ana"
)
ESTRANHO = someone("cadastros/clientes", username="bruno")


@dataclass(frozen=True)
class Cena:
    """A batch of `n` parts of one copy each, in a database."""

    database: Database
    lote_id: UUID
    codigos: tuple[str, ...]


def lote(
    database: Database, *, pecas: int = 4, nome: str = "1", estado: EstadoLote = EstadoLote.LIBERADO
) -> Cena:
    """A batch whose parts are `p1`, `p2`, … with piece codes of their own."""
    key = new_id()
    codigos = tuple(f"{nome:Z>6.6}{number:06d}" for number in range(1, pecas + 1))
    with Unit(database) as unit:
        mark_present(unit.session, FileRef(SHA, 0, "application/json"), unit.now)
        unit.session.add(Lote(id=key, nome=nome, chave=nome, estado=estado))
        unit.session.flush()
        pacote = Pacote(
            id=derive_id(key, "pacote"), lote_id=key, nome_pacote="C - A", cliente="C", ordem=0
        )
        unit.session.add(pacote)
        unit.session.flush()
        for number, codigo in enumerate(codigos, start=1):
            peca = _peca(key, pacote.id, number)
            unit.session.add(peca)
            unit.session.flush()
            unit.session.add(
                PecaCopia(
                    id=derive_id(key, f"copia/{number}"),
                    lote_id=key,
                    peca_id=peca.id,
                    copia=1,
                    codigo=codigo,
                )
            )
        unit.commit()
    return Cena(database, key, codigos)


def _peca(lote_id: UUID, pacote_id: UUID, number: int) -> Peca:
    return Peca(
        id=derive_id(lote_id, f"peca/{number}"),
        lote_id=lote_id,
        pacote_id=pacote_id,
        ordem=number,
        chave=f"p{number}",
        chave_origem=f"p{number}",
        nome=f"PECA {number}",
        comprimento=400.0,
        largura=300.0,
        espessura=18.0,
        quantidade=1,
        material=MATERIAL,
        material_chave=chave_material(MATERIAL),
        contorno={},
        origem=None,
    )


def chapas(*pecas: tuple[int, ...], fonte: str = "padrao:1", sobra: bool = True) -> Plan:
    """A layout: a sheet for each group of parts, laid side by side, with one offcut."""
    sheets = tuple(
        PlannedSheet(
            id=f"{number:03d}",
            stock=fonte,
            material=MATERIAL,
            thickness=18.0,
            length=LENGTH,
            width=WIDTH,
            copies=tuple(
                PlannedCopy(
                    part_id=f"p{peca}",
                    copy=1,
                    x=10.0 + 420.0 * at,
                    y=10.0,
                    rotation=0.0,
                    face_down=False,
                )
                for at, peca in enumerate(group)
            ),
            offcuts=(Offcut(x=0, y=400, length=2000, width=900, name=f"{number:03d}S01"),) * sobra,
            utilisation=0.3,
            has_grain=True,
        )
        for number, group in enumerate(pecas, start=1)
    )
    return Plan(
        version=1,
        batch="1",
        machine="router",
        z_zero="table",
        tools=(),
        sheets=sheets,
        unplaced=(),
        totals=Totals(sheets=len(sheets), utilisation=0.3, lower_bound=1.0),
        groups=(),
    )


def registrar(cena: Cena, *pecas: tuple[int, ...], **more: Any) -> UUID:
    """A plan with these sheets, as the search would register it."""
    layout = more.pop("chapas", None) or chapas(*(pecas or ((1, 2), (3, 4))))
    data = TypeAdapter(Plan).dump_json(layout)
    values: dict[str, Any] = {
        "tipo": TipoPlano.NESTING,
        "lote_id": cena.lote_id,
        "lote_revisao": 1,
        "layout_versao": "0123abcd",
        "layout_sha256": SHA,
        "plano_sha256": FileShelf(cena.database).put(data),
        "execucao_sha256": SHA,
        "previa_sha256": SHA,
        **more,
    }
    return UUID(str(run(cena.database, RegistrarPlano(**values), PLANEJADOR)["id"]))


def tabuas(database: Database, quantidade: int, **more: Any) -> UUID:
    """Whole boards of the usual material in stock."""
    values: dict[str, Any] = {
        "chave": "tabuas",
        "descricao": f"{MATERIAL} (2750 x 1850)",
        "comprimento": LENGTH,
        "largura": WIDTH,
        "espessura": 18.0,
        "quantidade": quantidade,
        **more,
    }
    with Unit(database) as unit:
        ctx = Context(unit.session, Actor(None, "teste"), new_id(), unit.now, authority=True)
        item = dar_entrada(ctx, Entrada(**values))
        unit.commit()
    return item.id


def do(cena: Cena, command: Command, actor: Actor = PLANEJADOR, op: UUID | None = None) -> Any:
    """Run a command; its result."""
    return run(cena.database, command, actor, op_id=op)


def plano(cena: Cena, key: UUID) -> Plano:
    """The plan as the database has it."""
    with Unit(cena.database, writes=False) as unit:
        return unit.session.get_one(Plano, key)


def folhas(cena: Cena, key: UUID) -> list[ChapaPlano]:
    """The plan's sheets as the database has them, in order."""
    with Unit(cena.database, writes=False) as unit:
        query = unit.session.query(ChapaPlano).filter_by(plano_id=key)
        return query.order_by(ChapaPlano.codigo).all()


def itens(cena: Cena) -> list[ItemEstoque]:
    """All items of stock, oldest first."""
    with Unit(cena.database, writes=False) as unit:
        return unit.session.query(ItemEstoque).order_by(ItemEstoque.number).all()


def mudar_lote(cena: Cena, **values: Any) -> None:
    """Change the batch behind everybody's back."""
    with Unit(cena.database) as unit:
        row = unit.session.get_one(Lote, cena.lote_id)
        for name, value in values.items():
            setattr(row, name, value)
        unit.commit()
