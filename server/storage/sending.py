"""Sending a file: the plan, its parts, and the check of it all before it is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from core.arquivos import queries
from core.arquivos.commands import (
    CHECKED,
    AbrirEnvio,
    ConcluirEnvio,
    DesistirEnvio,
    PlanejarEnvio,
)
from core.arquivos.kinds import HEAD_BYTES, check_archive, check_head
from core.arquivos.models import Blob, Upload
from core.arquivos.rules import ADDRESS_LIFE, FileRef, check_size
from core.command import Actor, Command, Result, execute
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound
from server.storage.base import SendTo, Storage, Ticket
from server.storage.files import spool


class Sending:
    """One person's sendings of files to this server.

    Args:
        database: where the rows are.
        storage: where the bytes go.
        actor: who sends; his sendings are his own.
        limit: largest file in bytes.
    """

    def __init__(self, database: Database, storage: Storage, actor: Actor, limit: int) -> None:
        self.database, self.storage, self.actor, self.limit = database, storage, actor, limit

    def plan(self, ref: FileRef) -> Ticket | None:
        """Open the sending of a file, or take it up again.

        Returns:
            The ticket for its parts; None when the file is here already.

        Raises:
            InputError: too large, or a type that is not taken.
        """
        check_size(ref.size, self.limit)
        planned = self._do(PlanejarEnvio(sha256=ref.sha256, size=ref.size, type=ref.type))
        if planned["have"]:
            return None
        with Unit(self.database, writes=False) as unit:
            ticket = ticket_of(
                queries.upload(unit.session, UUID(str(planned["id"])), self._person())
            )
        return self._begun(ticket)

    def addresses(self, ticket: Ticket) -> list[SendTo]:
        """Where each part goes, in their order."""
        return self.storage.send_to(ticket, range(1, ticket.parts + 1))

    def open(self, key: UUID) -> Ticket:
        """The ticket under which a part comes in through the server.

        Raises:
            NotFound: no such sending of this person.
            Denied: its addresses are too old; a new plan makes them new.
        """
        with Unit(self.database, writes=False) as unit:
            ticket = ticket_of(queries.upload(unit.session, key, self._person()))
        if datetime.now(UTC) > ticket.expires:
            raise Denied("arquivos.endereco_vencido")
        return ticket

    def commit(self, sha256: str) -> FileRef:
        """Read what was sent, once, check it, and publish it; a second commit answers the same.

        Raises:
            NotFound: nobody planned it.
            InputError: parts are missing, or the bytes are not what was announced: those are
                deleted and have to be sent again.
            EnvironmentFault: the storage is out of reach; what was sent stays.
        """
        upload = self._upload(sha256)
        if upload is None:
            return self._published(sha256)
        ticket = ticket_of(upload)
        missing = sorted(set(range(1, ticket.parts + 1)) - set(self.storage.done(ticket)))
        if missing:
            shown = ", ".join(map(str, missing[:20]))
            raise InputError("arquivos.partes_faltando", faltam=shown)
        try:
            file, digest = spool(
                self.storage.scratch, _at_most(self.storage.gather(ticket), upload.size)
            )
        except NotFound:
            # another commit of the same sending was quicker
            return self._published(sha256)
        try:
            return self._conclude(upload, ticket, file, digest)
        finally:
            file.unlink(missing_ok=True)

    def _conclude(self, upload: Upload, ticket: Ticket, file: Path, digest: str) -> FileRef:
        try:
            check_content(file, digest, FileRef(upload.sha256, upload.size, upload.type))
        except InputError:
            self._do(DesistirEnvio(id=upload.id))
            self.storage.discard(ticket)
            raise
        # the plan made the row be expected, so that nobody collects these bytes meanwhile
        self.storage.save(upload.sha256, file)
        self._do(
            ConcluirEnvio(id=upload.id, sha256=upload.sha256, size=upload.size, type=upload.type)
        )
        self.storage.discard(ticket)
        return FileRef(upload.sha256, upload.size, upload.type)

    def _begun(self, ticket: Ticket) -> Ticket:
        remote = self.storage.begin(ticket)
        if remote is None or remote == ticket.remote_id:
            return ticket
        opened = AbrirEnvio(id=ticket.id, remote_id=remote, instead_of=ticket.remote_id)
        kept = str(self._do(opened)["remote_id"])
        if kept != remote:
            # another plan of the same sending was quicker
            self.storage.discard(replace(ticket, remote_id=remote))
        return replace(ticket, remote_id=kept)

    def _published(self, sha256: str) -> FileRef:
        with Unit(self.database, writes=False) as unit:
            try:
                blob = queries.stored(unit.session, sha256)
            except NotFound:
                raise NotFound("arquivos.envio_ausente") from None
            return _ref(blob)

    def _upload(self, sha256: str) -> Upload | None:
        with Unit(self.database, writes=False) as unit:
            return queries.upload_of(unit.session, sha256, self._person())

    def _person(self) -> UUID:
        if self.actor.id is None:
            raise InputError("arquivos.envio_sem_pessoa")
        return self.actor.id

    def _do(self, command: Command) -> Result:
        actor = self.actor
        if command.permission == CHECKED:
            actor = replace(actor, permissions=actor.permissions | {CHECKED})
        with Unit(self.database) as unit:
            result = execute(unit, command, actor)
            unit.commit()
        return result


def check_content(file: Path, digest: str, ref: FileRef) -> None:
    """Hold a received file to everything that was announced of it.

    Args:
        file: the bytes.
        digest: their SHA-256, as reckoned when they came in.
        ref: what was announced.

    Raises:
        InputError: another size, another hash, another kind, or an archive nobody should open.
    """
    size = file.stat().st_size
    if size != ref.size:
        raise InputError("arquivos.tamanho_outro", chegou=size, esperado=ref.size)
    if digest != ref.sha256:
        raise InputError("arquivos.hash_outro")
    with file.open("rb") as stream:
        check_head(stream.read(HEAD_BYTES), ref.type)
    check_archive(file, ref.type)


def ticket_of(upload: Upload) -> Ticket:
    """The ticket under which the storage keeps this sending."""
    return Ticket(
        id=upload.id,
        size=upload.size,
        expires=upload.planned_at + ADDRESS_LIFE,
        part_size=upload.part_size,
        remote_id=upload.remote_id,
    )


def _ref(blob: Blob) -> FileRef:
    return FileRef(blob.sha256, blob.size, blob.type)


def _at_most(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The bytes, cut off soon after there are too many: no store fills our disk."""
    seen = 0
    for chunk in chunks:
        yield chunk
        seen += len(chunk)
        if seen > size:
            return
