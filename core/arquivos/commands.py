"""Writes about files: expecting one, sending one, having one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import case, delete, literal, select
from sqlalchemy.orm import Session

from core.arquivos.kinds import check_type
from core.arquivos.models import Blob, BlobState, Upload
from core.arquivos.rules import PART_BYTES, PERMISSION, Address, FileRef, MediaType
from core.command import Command, Context, Policy, Result
from core.db.upsert import upsert
from core.errors import InputError, NotFound

CHECKED = "arquivos/conferidos"
"""Held by the server's own code alone, which has read the bytes; no role may contain it."""

FRESH = timedelta(days=1)
"""A file seen so lately is far from being collected and need not be locked."""


def expect(session: Session, ref: FileRef, now: datetime) -> BlobState:
    """Make the row of a file be there, so that a record may refer to it in this transaction.

    The bytes may come later. From here to the commit, and for long after, nobody collects it.

    Args:
        session: the transaction of the record that will refer to it.
        ref: the file as the sender describes it.
        now: the moment of the command, aware.

    Returns:
        Whether the bytes are here already.
    """
    known = session.execute(
        select(Blob.state, Blob.seen_at).where(Blob.sha256 == ref.sha256)
    ).one_or_none()
    if known and known.state is not BlobState.DELETING and now - known.seen_at < FRESH:
        return BlobState(known.state)
    return _insert(session, ref, now)


def _insert(session: Session, ref: FileRef, now: datetime) -> BlobState:
    """One statement, so that equal ones and the collection of unused files wait for each other."""
    table = Blob.__table__.c
    statement = upsert(session.connection(), Blob.__table__).values(
        sha256=ref.sha256,
        size=ref.size,
        type=ref.type,
        state=BlobState.AWAITED,
        created_at=now,
        seen_at=now,
    )
    dying = table.state == BlobState.DELETING
    later = statement.excluded.seen_at
    statement = statement.on_conflict_do_update(
        index_elements=["sha256"],
        set_={
            "seen_at": case((later > table.seen_at, later), else_=table.seen_at),
            # its bytes may be gone: they have to be sent again
            "state": case((dying, literal(BlobState.AWAITED, table.state.type)), else_=table.state),
            "stored_at": case((dying, None), else_=table.stored_at),
        },
    )
    return BlobState(session.execute(statement.returning(table.state)).scalar_one())


def mark_present(session: Session, ref: FileRef, now: datetime) -> None:
    """Say that these bytes are stored, read and checked; size and type are the true ones now."""
    _insert(session, ref, now)
    blob = session.get_one(Blob, ref.sha256, populate_existing=True)
    if blob.state is not BlobState.PRESENT:
        blob.size, blob.type = ref.size, ref.type
        blob.state, blob.stored_at = BlobState.PRESENT, now
    session.flush()


class PlanejarEnvio(
    Command, kind="arquivo.planejar_envio", permission=PERMISSION, policy=Policy.SERVER_ONLY
):
    """Ask how to send a file, or go on with it after a break.

    The result says `have`, or the sending's `id`, `part_size` and `remote_id`.
    """

    sha256: Address
    size: Annotated[int, Field(ge=0)]
    type: MediaType

    def run(self, ctx: Context) -> Result:
        """Expect the file and open, or take up again, this person's sending of it.

        Raises:
            InputError: a type that is not taken, or a size that this content does not have.
        """
        ref = FileRef(self.sha256, self.size, check_type(self.type))
        if expect(ctx.session, ref, ctx.now) is BlobState.PRESENT:
            blob = ctx.session.get_one(Blob, self.sha256, populate_existing=True)
            if blob.size != self.size:
                raise InputError("arquivos.dados_outros")
            return {"have": True}
        upload = _take_up(ctx, ref)
        return {
            "have": False,
            "id": str(upload.id),
            "part_size": upload.part_size,
            "remote_id": upload.remote_id,
        }


def _take_up(ctx: Context, ref: FileRef) -> Upload:
    if ctx.actor.id is None:
        raise InputError("arquivos.envio_sem_pessoa")
    statement = upsert(ctx.session.connection(), Upload.__table__).values(
        id=ctx.new_id("envio"),
        sha256=ref.sha256,
        user_id=ctx.actor.id,
        size=ref.size,
        type=ref.type,
        part_size=PART_BYTES,
        created_at=ctx.now,
        planned_at=ctx.now,
    )
    table, new = Upload.__table__.c, statement.excluded
    same = table.size == new.size
    statement = statement.on_conflict_do_update(
        index_elements=["sha256", "user_id"],
        set_={
            "planned_at": new.planned_at,
            "type": new.type,
            "size": new.size,
            # parts of a file of another length are of no use
            "id": case((same, table.id), else_=new.id),
            "remote_id": case((same, table.remote_id), else_=None),
        },
    )
    key = ctx.session.execute(statement.returning(table.id)).scalar_one()
    return ctx.session.get_one(Upload, key, populate_existing=True)


class AbrirEnvio(
    Command, kind="arquivo.abrir_envio", permission=CHECKED, policy=Policy.SERVER_ONLY
):
    """Keep the name that the storage gave to a sending in parts.

    Attributes:
        instead_of: the name it had when the storage was asked; any other one stays.
    """

    id: UUID
    remote_id: str
    instead_of: str | None = None

    def run(self, ctx: Context) -> Result:
        """Keep it.

        Raises:
            NotFound: the sending is over.
        """
        upload = _locked(ctx, self.id)
        if upload.remote_id == self.instead_of:
            upload.remote_id = self.remote_id
        return {"remote_id": upload.remote_id}


class ConcluirEnvio(
    Command, kind="arquivo.concluir_envio", permission=CHECKED, policy=Policy.SERVER_ONLY
):
    """The bytes are stored under their hash, and were read and checked before."""

    id: UUID
    sha256: Address
    size: Annotated[int, Field(ge=0)]
    type: MediaType

    def run(self, ctx: Context) -> Result:
        """Mark the file as present and end the sending."""
        mark_present(ctx.session, FileRef(self.sha256, self.size, self.type), ctx.now)
        ctx.session.execute(delete(Upload).where(Upload.id == self.id))
        return {"sha256": self.sha256, "size": self.size, "type": self.type}


class DesistirEnvio(
    Command, kind="arquivo.desistir_envio", permission=CHECKED, policy=Policy.SERVER_ONLY
):
    """End a sending whose bytes were wrong; the file itself stays awaited."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Forget it; nothing happens when it is forgotten already."""
        ctx.session.execute(delete(Upload).where(Upload.id == self.id))
        return {}


def _locked(ctx: Context, key: UUID) -> Upload:
    found = ctx.session.scalars(
        select(Upload).where(Upload.id == key).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if found is None:
        raise NotFound("arquivos.envio_ausente")
    return found
