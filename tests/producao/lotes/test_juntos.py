"""Several callers at once: no name, number or piece code is given twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.command import Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Refused
from core.producao.commands.importacao import ImportarLote
from core.producao.commands.lote import CriarLote
from core.producao.commands.pacote import CriarPacote
from core.producao.commands.peca import AdicionarPeca, AlterarQuantidade
from core.producao.models.lote import Ferragem, Lote
from core.producao.models.peca import Peca, PecaCopia, SituacaoCopia
from core.producao.rules.peca import NovaPeca
from tests.support.databases import run, someone
from tests.support.lotes import OFFICE, FileShelf, sample

CALLERS = 6
BOARD = NovaPeca(nome="LATERAL", comprimento=700, largura=500, espessura=18, material="MDF 18mm")


def together(database: Database, commands: list[Command]) -> list[bool]:
    """Run them at once; whether each took effect."""
    office = someone(*OFFICE)

    def one(command: Command) -> bool:
        try:
            run(database, command, office)
        except (Refused, IntegrityError):
            return False
        return True

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(one, commands))


def test_one_of_many_gets_a_name(database: Database) -> None:
    done = together(database, [CriarLote(nome="Cozinha") for _ in range(CALLERS)])

    assert done.count(True) == 1
    with Unit(database, writes=False) as unit:
        assert unit.session.scalars(select(func.count()).select_from(Lote)).one() == 1


def test_imports_at_once_share_no_code_and_no_number(database: Database) -> None:
    batch = sample("cozinha_promob")
    lote = FileShelf(database).put_batch(batch)
    commands: list[Command] = [
        ImportarLote(lote=lote, fonte="x", nome=f"Lote {number}", codigos_do_servidor=True)
        for number in range(CALLERS)
    ]

    assert all(together(database, commands))

    with Unit(database, writes=False) as unit:
        codes = unit.session.scalars(select(PecaCopia.codigo)).all()
        numbers = [
            *unit.session.scalars(select(Peca.number)),
            *unit.session.scalars(select(Ferragem.number)),
        ]
    pieces = sum(part.quantity for part in batch.parts())
    assert len(set(codes)) == len(codes) == CALLERS * pieces
    assert len(set(numbers)) == len(numbers)


def test_quantities_changed_at_once_leave_that_many_pieces(database: Database) -> None:
    office = someone(*OFFICE)
    lote = run(database, CriarLote(nome="Cozinha"), office)
    package = run(database, CriarPacote(lote_id=UUID(str(lote["id"])), cliente="Ana"), office)
    added = run(database, AdicionarPeca(pacote_id=UUID(str(package["id"])), peca=BOARD), office)
    peca = UUID(str(added["id"]))

    done = together(
        database, [AlterarQuantidade(id=peca, quantidade=3 + n % 3) for n in range(CALLERS)]
    )

    assert all(done)
    with Unit(database, writes=False) as unit:
        wanted = unit.session.get_one(Peca, peca).quantidade
        active = select(PecaCopia.copia).where(PecaCopia.situacao == SituacaoCopia.ATIVA)
        assert sorted(unit.session.scalars(active)) == list(range(1, wanted + 1))
