"""Volumes of a package and what is in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db.base import living
from core.producao.models.apontamento import Volume, VolumeItem
from core.producao.models.lote import Ferragem, Lote, Pacote
from core.producao.models.peca import Peca
from core.producao.queries.lote import achar
from core.producao.rules.lote import name_key
from core.producao.rules.volumes_antigos import nome_do_lote


@dataclass(frozen=True, slots=True)
class Dentro:
    """Something in a volume, with the record it is where it is known."""

    item: VolumeItem
    peca: Peca | None
    ferragem: Ferragem | None


def achar_pacote(session: Session, lote: str, pacote: str) -> dict[str, Any]:
    """The package that these names mean, as the fields of a volume; unknown ones stay names."""
    known = achar(session, nome_do_lote(lote))
    found = None
    if known is not None:
        named = select(Pacote).where(
            Pacote.lote_id == known.id, Pacote.nome_pacote == pacote, living(Pacote)
        )
        found = session.scalars(named.order_by(Pacote.ordem).limit(1)).first()
    return nomeado(lote, pacote, known, found)


def nomeado(lote: str, pacote: str, known: Lote | None, found: Pacote | None) -> dict[str, Any]:
    """The fields of a volume that say where it belongs."""
    return {
        "lote_nome": lote,
        "pacote_nome": pacote,
        "lote_id": None if known is None else known.id,
        "pacote_id": None if found is None else found.id,
        "chave": _key(lote, pacote) if found is None else str(found.id),
    }


def _key(lote: str, pacote: str) -> str:
    """How a package without a record is compared."""
    said = f"{name_key(nome_do_lote(lote))}\x00{name_key(pacote)}"
    return blake2b(said.encode(), digest_size=16).hexdigest()


def conteudo_do_pacote(session: Session, chave: str) -> dict[UUID, list[Dentro]]:
    """What is inside each volume of a package, with its records, in one statement."""
    statement = (
        select(VolumeItem, Peca, Ferragem)
        .join(Volume, Volume.id == VolumeItem.volume_id)
        .outerjoin(Peca, Peca.id == VolumeItem.peca_id)
        .outerjoin(Ferragem, Ferragem.id == VolumeItem.ferragem_id)
        .where(Volume.chave == chave, living(Volume), VolumeItem.removido_em.is_(None))
        .order_by(VolumeItem.volume_id, VolumeItem.ordem)
    )
    inside: dict[UUID, list[Dentro]] = {}
    for item, peca, ferragem in session.execute(statement):
        inside.setdefault(item.volume_id, []).append(Dentro(item, peca, ferragem))
    return inside


def volumes_do_pacote(session: Session, chave: str, *, abertos: bool = False) -> Sequence[Volume]:
    """The volumes of a package by number; `abertos` with those never closed, last."""
    statement = select(Volume).where(Volume.chave == chave, living(Volume))
    if not abertos:
        statement = statement.where(Volume.numero.is_not(None))
    return session.scalars(
        statement.order_by(Volume.numero.asc().nulls_last(), Volume.aberto_em, Volume.id)
    ).all()


def no_volume(session: Session, volumes: Collection[UUID]) -> dict[UUID, list[VolumeItem]]:
    """What is inside each of these volumes, in the order it went in."""
    inside: dict[UUID, list[VolumeItem]] = {}
    if not volumes:
        return inside
    statement = select(VolumeItem).where(
        VolumeItem.volume_id.in_(volumes), VolumeItem.removido_em.is_(None)
    )
    for item in session.scalars(statement.order_by(VolumeItem.volume_id, VolumeItem.ordem)):
        inside.setdefault(item.volume_id, []).append(item)
    return inside


def volume_de_codigo(session: Session, barcode: str) -> Volume | None:
    """The living volume with this code on its label."""
    statement = select(Volume).where(Volume.barcode == barcode, living(Volume))
    return session.scalars(statement).one_or_none()
