"""Counts what jobs leave behind, so that nothing at all and two of something both show."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from core.arquivos.models import Blob
from core.db.base import Base
from core.db.facts import Fact
from core.db.unit import Unit
from core.jobs.models import Job
from core.producao.models.estoque import EstadoReserva, ItemEstoque, ReservaEstoque
from core.producao.models.lote import Importacao, Lote
from core.producao.models.plano import ArquivoPlano, ChapaPlano, ColocacaoPeca, Plano
from core.producao.rules.plano import EstadoPlano
from tests.support.jobs import Shop

type Counts = dict[str, int]

OLD_NOTE = "feed/day/2000-01-01"


def rows(*models: type[Base]) -> Callable[[Shop], Counts]:
    """How many rows each of these has."""

    def count(shop: Shop) -> Counts:
        with Unit(shop.database, writes=False) as unit:
            return {
                model.__tablename__: unit.session.scalars(
                    select(func.count()).select_from(model)
                ).one()
                for model in models
            }

    return count


def archives(shop: Shop) -> Counts:
    """Batches that refer to an archive, and archives beyond the first; the source is none."""
    with Unit(shop.database, writes=False) as unit:
        sources = select(Importacao.arquivo_sha256)
        made = select(func.count()).where(
            Blob.type == "application/zip", Blob.sha256.not_in(sources)
        )
        kept = select(func.count()).where(Lote.arquivo_final.is_not(None))
        more = max(unit.session.scalars(made).one() - 1, 0)
        return {"kept": unit.session.scalars(kept).one(), "more": more}


def plans(shop: Shop) -> Counts:
    """Plans with all that belongs to them; files are counted by their names."""
    models = (Plano, ChapaPlano, ColocacaoPeca, ReservaEstoque)
    with Unit(shop.database, writes=False) as unit:
        names = list(unit.session.scalars(select(ArquivoPlano.nome)))
        done = select(func.count()).where(Plano.estado == EstadoPlano.EXPORTADO)
        exported = unit.session.scalars(done).one()
    twice = len(names) - len(set(names))
    return {
        **rows(*models)(shop),
        "exported": exported,
        "files": int("plan.pdf" in names),
        "twice": twice,
    }


def jobs_of_tests(shop: Shop) -> Counts:
    """What is left of the old jobs."""
    with Unit(shop.database, writes=False) as unit:
        left = select(func.count()).where(Job.kind == "teste.nada")
        return {"jobs": unit.session.scalars(left).one()}


def stored(shop: Shop) -> Counts:
    """Rows of files."""
    return rows(Blob)(shop)


def old_notes(shop: Shop) -> Counts:
    """Notes of where the feed stood that are old enough to be used up."""
    with Unit(shop.database, writes=False) as unit:
        return {"notes": int(unit.session.get(Fact, OLD_NOTE) is not None)}


def promises(shop: Shop) -> Counts:
    """Promises in force, and boards that stand as promised."""
    with Unit(shop.database, writes=False) as unit:
        active = select(func.count()).where(ReservaEstoque.estado == EstadoReserva.ATIVA)
        boards = select(func.sum(ItemEstoque.reservada))
        return {
            "active": unit.session.scalars(active).one(),
            "boards": unit.session.scalars(boards).one() or 0,
        }
