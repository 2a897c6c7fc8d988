"""The way to the server: HTTP in JSON, with every strange answer told as one of a few errors."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from uuid import UUID

import httpx2
from pydantic import BaseModel, ValidationError

from core.errors import EnvironmentFault, RadhaError, Refused, Unauthenticated
from core.home import product_version
from core.sync.wire import (
    PULL_LIMIT,
    SCHEMA,
    Asked,
    Cursor,
    Digest,
    Hello,
    Known,
    Page,
    Plan,
    Push,
    Pushed,
    Reset,
    SnapshotPage,
)

CONNECT_S = 5.0
IDLE_S = 20.0
"""Longest silence within an answer; a slow answer that goes on coming is no fault."""
STREAM_IDLE_S = 40.0
"""The server says something in the stream every 15 s."""
_RETRY_MAX_S = 300.0


class Unreachable(EnvironmentFault):
    """No answer, or half of one: the network's fault, or nobody is there."""


class Strange(EnvironmentFault):
    """An answer that our server would not give, or its own fault."""


class Rejected(EnvironmentFault):
    """Our server says that the message itself cannot be used (400, 422)."""


class TooLarge(EnvironmentFault):
    """The message is longer than what is let through (413).

    Attributes:
        ours: whether our server says so, and not something in between.
    """

    def __init__(self, *, ours: bool) -> None:
        super().__init__("estacao.grande_demais")
        self.ours = ours


class Busy(EnvironmentFault):
    """Later, please (425, 429, 503).

    Attributes:
        retry_after: seconds.
    """

    def __init__(self, retry_after: float) -> None:
        super().__init__("estacao.ocupado", segundos=round(retry_after))
        self.retry_after = retry_after


class SignInNeeded(Unauthenticated):
    """The session has ended, or it is not of a registered workstation."""


class UpgradeNeeded(EnvironmentFault):
    """The server does not speak this workstation's contract any more."""


class ResetBy(Refused):
    """The server will not go on from where this workstation stands.

    Attributes:
        reset: what has to be done.
    """

    def __init__(self, reset: Reset) -> None:
        super().__init__(f"estacao.{reset}")
        self.reset = reset


class Session(Protocol):
    """Whose requests these are."""

    @property
    def device_id(self) -> str:
        """Key of this workstation at the server."""

    @property
    def access(self) -> str:
        """The token of the present moment; empty where there is none yet."""

    def renew(self, client: httpx2.Client, spent: str) -> None:
        """Get another token than this one.

        Raises:
            SignInNeeded: the person has to come.
        """


class Transport:
    """Speaks to one server. Only one thread at a time may use it, except for `hang_up`.

    Args:
        server: its address.
        session: who asks.
        connect_s: seconds to wait for a connection.
        idle_s: longest silence in seconds.
    """

    def __init__(
        self, server: str, session: Session, *, connect_s: float = CONNECT_S, idle_s: float = IDLE_S
    ) -> None:
        self.server = server.rstrip("/")
        self._session = session
        self._connect_s, self._idle_s = connect_s, idle_s
        self._client = self._connected(idle_s)

    def hello(self, seq: int = 0) -> Hello:
        """What the server is; tells it how far this workstation has come."""
        return self._get(Hello, "/v1/sync/hello", {"seq": seq})

    def push(self, message: Push) -> Pushed:
        """Send operations; what comes back is a hint."""
        return self._post(Pushed, "/v1/sync/push", message)

    def pull(
        self, epoch: UUID | None, since: Cursor, scopes: tuple[str, ...], limit: int = PULL_LIMIT
    ) -> Page:
        """One page of what changed."""
        query: dict[str, Any] = {"seq": since.seq, "tag": since.tag, "limite": limit}
        query |= {"escopos": ",".join(scopes)} if scopes else {}
        query |= {} if epoch is None else {"epoch": str(epoch)}
        return self._get(Page, "/v1/sync/pull", query)

    def reconcile(self, op_ids: list[UUID]) -> Known:
        """Which of these the server has."""
        return self._post(Known, "/v1/sync/reconcile", Asked(op_ids=op_ids))

    def plan(self) -> Plan:
        """What a snapshot has."""
        return self._get(Plan, "/v1/sync/snapshot", {})

    def part(
        self, collection: str, after: UUID | None = None, limit: int = PULL_LIMIT
    ) -> SnapshotPage:
        """A part of one collection."""
        query = {"limite": limit} | ({} if after is None else {"depois": str(after)})
        return self._get(SnapshotPage, f"/v1/sync/snapshot/{collection}", query)

    def digest(self) -> Digest:
        """The server's checksums of what this workstation may see."""
        return self._get(Digest, "/v1/sync/digest", {})

    def renew(self) -> None:
        """Drop every connection and begin with new ones."""
        self._client.close()
        self._client = self._connected(self._idle_s)

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _connected(self, idle_s: float) -> httpx2.Client:
        return httpx2.Client(
            base_url=self.server,
            timeout=httpx2.Timeout(idle_s, connect=self._connect_s),
            headers={
                "X-Schema": str(SCHEMA),
                "X-Client": product_version(),
            },
        )

    def _get[M: BaseModel](self, kind: type[M], path: str, query: Mapping[str, Any]) -> M:
        return self._ask(kind, "GET", path, params=dict(query))

    def _post[M: BaseModel](self, kind: type[M], path: str, message: BaseModel) -> M:
        return self._ask(
            kind,
            "POST",
            path,
            content=message.model_dump_json(),
            headers={"Content-Type": "application/json"},
        )

    def _ask[M: BaseModel](self, kind: type[M], method: str, path: str, **what: Any) -> M:
        used = self._session.access
        answer = self._signed(method, path, **what)
        if answer.status_code == 401:
            self._session.renew(self._client, used)
            answer = self._signed(method, path, **what)
        if answer.status_code != 200:
            raise fault_of(answer)
        try:
            return kind.model_validate_json(answer.content)
        except ValidationError as error:
            raise Strange("estacao.resposta_estranha", status=200) from error

    def _signed(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **what: Any
    ) -> httpx2.Response:
        try:
            return self._client.request(
                method, path, headers={**(headers or {}), **signed(self._session)}, **what
            )
        except httpx2.TransportError as error:
            raise Unreachable("estacao.sem_servidor", detail=type(error).__name__) from error
        except httpx2.DecodingError as error:
            raise Strange("estacao.resposta_estranha", status=0) from error


def signed(session: Session) -> dict[str, str]:
    """The headers that tell who asks."""
    told = {"X-Device": session.device_id}
    # a header without a token would not even be sent
    return told | ({"Authorization": f"Bearer {session.access}"} if session.access else {})


class _Head(BaseModel):
    seq: int


class Stream:
    """Hears that there is something new; another thread may `hang_up`."""

    def __init__(self, server: str, session: Session, *, idle_s: float = STREAM_IDLE_S) -> None:
        self._session = session
        self._client = httpx2.Client(
            base_url=server.rstrip("/"), timeout=httpx2.Timeout(idle_s, connect=CONNECT_S)
        )
        self._line: socket.socket | None = None

    def heads(self) -> Iterator[int]:
        """The number of the server's last change, now and whenever it moves.

        Raises:
            Unreachable, SignInNeeded, Strange, Busy: there is nothing to be heard any more.
        """
        try:
            with self._client.sse("/v1/stream", headers=signed(self._session)) as events:
                if events.response.status_code != 200:
                    events.response.read()
                    raise fault_of(events.response)
                line = events.response.extensions["network_stream"].get_extra_info("socket")
                self._line = line
                for event in events:
                    if event.event == "head":
                        yield _Head.model_validate_json(event.data).seq
        except httpx2.TransportError as error:
            raise Unreachable("estacao.sem_servidor", detail=type(error).__name__) from error
        except ValidationError as error:
            raise Strange("estacao.resposta_estranha", status=200) from error
        finally:
            self._line = None

    def hang_up(self) -> None:
        """End the listening of another thread."""
        line = self._line
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()


def fault_of(answer: httpx2.Response) -> RadhaError:
    """The error that an answer other than 200 stands for."""
    told = _told(answer)
    code = str(told.get("codigo", ""))
    status = answer.status_code
    if status == 409 and (reset := _reset(told, code)) is not None:
        return ResetBy(reset)
    if status == 413:
        return TooLarge(ours=bool(code))
    if status in (425, 429, 503):
        return Busy(_seconds(answer.headers.get("Retry-After")))
    # a sentence that needs values is not told again without them
    return _without_more(status, "" if status in (401, 403) and told.get("valores") else code)


def _without_more(status: int, code: str) -> RadhaError:
    if status in (401, 403):
        return SignInNeeded(code or "estacao.entrar_de_novo")
    if status == 426:
        return UpgradeNeeded("estacao.atualizar")
    if status in (400, 422) and code:
        return Rejected("estacao.recusada_na_porta", codigo=code)
    return Strange("estacao.resposta_estranha", status=status)


def _told(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _reset(told: Mapping[str, Any], code: str) -> Reset | None:
    said = str(told.get("sync") or code.removeprefix("sync."))
    return Reset(said) if said in Reset else None


def _seconds(header: str | None) -> float:
    try:
        return min(max(float(header or 1), 0.1), _RETRY_MAX_S)
    except ValueError:
        return 1.0
