"""Volumes of a package and what is in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db.base import living
from core.producao.models.apontamento import Volume, VolumeItem


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
