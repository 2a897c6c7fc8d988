"""What a route asks for: who calls, with which permission, and what part of a list."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query, Request, Response, UploadFile
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from core.command import Actor, Command, Result, execute
from core.command.log import Auditoria, Resultado
from core.db.paging import Slice, Window
from core.db.retry import giving_way
from core.db.unit import Unit
from core.errors import Denied, InputError, Refused, Unauthenticated
from core.ids import derive_id, new_id
from server.auth.authenticate import authenticate
from server.auth.tokens import TokenKeys, read_access
from server.state import State, state_of
from server.storage.incoming import Rules, take
from server.strict import BODY

PAGE_LIMIT = 1000
ACT_LENGTH = 80

_READING = {"GET", "HEAD", "OPTIONS"}


class Caller:
    """The person behind one request, and what he may have done.

    Attributes:
        actor: who it is.
        state: the server's parts.
        op_id: key of the operation, when the client gave one in `Idempotency-Key`.
        fingerprint: what this request says, to be compared with another of the same key.
    """

    def __init__(self, state: State, op_id: UUID | None, fingerprint: str | None = None) -> None:
        self.state = state
        self.op_id = op_id
        self.fingerprint = fingerprint
        self.actor: Actor
        self._reading: Unit | None = None
        self._ran = 0

    @property
    def reading(self) -> bool:
        """Whether a reading session is open."""
        return self._reading is not None

    @property
    def session(self) -> Session:
        """A session that reads; what it shows is as of its first use or the last `do`."""
        if self._reading is None:
            self._reading = Unit(self.state.database, writes=False).__enter__()
        return self._reading.session

    def do(self, *commands: Command) -> Result:
        """Run commands in one transaction and make it durable before the request is answered.

        Returns:
            The last command's result.

        Raises:
            Denied: a permission is missing; nothing was done.
            Refused: a rule, the present state or a uniqueness says no; nothing was done.
        """
        self.close()
        try:
            return giving_way(lambda: self._transaction(commands))
        except IntegrityError as error:
            raise _refusal(error) from error

    def keep(self, upload: UploadFile, kinds: tuple[str, ...] = ()) -> str:
        """Store an uploaded file; its name is never used as a path.

        Args:
            upload: what came in.
            kinds: beginnings of the media types that will do; the bytes decide, not the client.

        Returns:
            Its content address.

        Raises:
            InputError: its bytes show another kind, or an archive nobody should open.
        """
        self.close()
        rules = Rules(self.state.settings.upload_limit_bytes, kinds)
        return take(
            self.state.files, self.state.database, upload.file, upload.filename, rules
        ).sha256

    def note_refused(self, act: str) -> None:
        """Write into the audit that the person tried this without the permission."""
        self.close()
        with Unit(self.state.database) as unit:
            unit.session.add(denial(self.actor, act, None))
            unit.commit()

    def close(self) -> None:
        """Give the reading connection back."""
        if self._reading is not None:
            self._reading.session.close()
            self._reading = None

    def _transaction(self, commands: tuple[Command, ...]) -> Result:
        result: Result = {}
        with Unit(self.state.database) as unit:
            for index, command in enumerate(commands, start=self._ran):
                try:
                    result = execute(
                        unit,
                        command,
                        self.actor,
                        op_id=self._key(index),
                        request=self.fingerprint,
                    )
                except Denied:
                    unit.rollback()
                    if command.audited:
                        unit.session.add(denial(self.actor, command.kind, command.subject()))
                        unit.commit()
                    raise
            unit.commit()
        self._ran += len(commands)
        return result

    def _key(self, index: int) -> UUID | None:
        """The key of the request's command with this index, whatever transaction it is in."""
        if self.op_id is None or index == 0:
            return self.op_id
        return derive_id(self.op_id, index)


def denial(actor: Actor, act: str, subject: str | None) -> Auditoria:
    """The audit of a privileged act that was tried without the permission."""
    return Auditoria(
        id=new_id(),
        momento=datetime.now(UTC),
        usuario_id=actor.id,
        username=actor.username,
        dispositivo_id=actor.device_id,
        ato=act,
        assunto=subject or "",
        endereco=actor.address or "",
        resultado=Resultado.NEGADO,
    )


class Needs:
    """The dependency of a route: the caller, who holds this permission.

    Attributes:
        permission: the permission string; None where being signed in is enough.
    """

    def __init__(self, permission: str | None) -> None:
        self.permission = permission

    async def __call__(
        self,
        request: Request,
        idempotency_key: Annotated[
            UUID | None, Header(description="Repetida, devolve o mesmo resultado sem repetir.")
        ] = None,
    ) -> AsyncIterator[Caller]:
        """Authenticate, check the permission, and close what was opened when all is done."""
        said = fingerprint(request) if idempotency_key else None
        caller = Caller(state_of(request), idempotency_key, said)
        # a way to a thread and back costs as much as a statement: one in, and one out if need be
        try:
            await run_in_threadpool(self._admit, caller, request)
            yield caller
        finally:
            if caller.reading:
                await run_in_threadpool(caller.close)

    def _admit(self, caller: Caller, request: Request) -> None:
        token = bearer(request.headers.get("authorization"))
        person = authenticate(caller.session, token, caller.state.keys, datetime.now(UTC))
        caller.actor = replace(person, address=address_of(request))
        if self.permission is not None and not caller.actor.may(self.permission):
            if request.method not in _READING:
                caller.note_refused(f"{request.method} {request.url.path}"[:ACT_LENGTH])
            raise Denied("acesso.sem_permissao", permissao=self.permission)


def needs(permission: str | None) -> Needs:
    """The dependency that lets a request in only with this permission; None: signed in."""
    return Needs(permission)


def fingerprint(request: Request) -> str:
    """What tells two requests with one key apart: method, address and JSON body."""
    said = f"{request.method} {request.url.path}?{request.url.query} {request.scope.get(BODY, '')}"
    return hashlib.sha256(said.encode()).hexdigest()


def bearer(authorization: str | None) -> str:
    """The token of an Authorization header.

    Raises:
        Unauthenticated: there is none.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("acesso.sem_token")
    return token.strip()


def came_from_us(authorization: str, keys: TokenKeys) -> bool:
    """Whether a header shows a token that we signed and that has not expired.

    It says nothing of what its person may do, nor whether his session still stands.
    """
    try:
        read_access(keys, bearer(authorization), datetime.now(UTC))
    except Unauthenticated:
        return False
    return True


def address_of(request: Request) -> str:
    """The network address of the caller, as the trusted proxy tells it."""
    return request.client.host if request.client else ""


class Pager:
    """The part of a list that a request asks for; without parameters the whole list.

    The rest of the list is announced in the header `Link`, so that the JSON stays as it was.
    """

    def __init__(self, window: Window, request: Request, response: Response) -> None:
        self.window = window
        self._request = request
        self._response = response

    def rows[Row](self, part: Slice[Row]) -> list[Row]:
        """The rows of this page; announces the next one."""
        if part.next is not None:
            address = self._request.url.include_query_params(depois=part.next)
            self._response.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
        return list(part.rows)


async def _page(
    request: Request,
    response: Response,
    limite: Annotated[
        int | None, Query(ge=1, le=PAGE_LIMIT, description="Linhas por página.")
    ] = None,
    depois: Annotated[
        int | None, Query(ge=0, le=2**63 - 1, description="Número da última linha já vista.")
    ] = None,
) -> Pager:
    return Pager(Window(limite, depois), request, response)


Page = Annotated[Pager, Depends(_page)]


def _refusal(error: IntegrityError) -> Refused | InputError:
    detail = str(error.orig).lower()
    if "unique" in detail:
        return Refused("registro.duplicado")
    return Refused("registro.restricao")
