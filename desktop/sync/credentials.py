"""Who this workstation is to the server, and who may work at it."""

from __future__ import annotations

import base64
import json
import socket
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.acesso.offline import Grant, device_statement, open_grant
from core.command import Actor
from core.errors import Denied, EnvironmentFault, Unauthenticated
from core.ids import new_id
from desktop.sync.keeping import Store, store_in
from desktop.sync.transport import SignInNeeded, Strange, Unreachable, fault_of

FILE = "estacao.json"


class NotApproved(EnvironmentFault):
    """The workstation is registered, and an administrator has not let it in yet."""


@dataclass(frozen=True)
class Kept:
    """What is kept between two runs.

    Attributes:
        server: its address.
        username: who signed in last.
        key: this workstation's Ed25519 key, 32 bytes in base64url.
        registration: key of the request that registers it, so that a repetition does no more.
        device_id: at the server; empty until registered.
        server_key: by which grants are judged.
        refresh: the token for the next tokens.
        grants: by person, as the server signed them.
        permissions: by person, newer than the grant's.
    """

    server: str = ""
    username: str = ""
    key: str = ""
    registration: str = ""
    device_id: str = ""
    server_key: str = ""
    refresh: str = ""
    grants: dict[str, str] = field(default_factory=dict)
    permissions: dict[str, list[str]] = field(default_factory=dict)


class Credentials:
    """The session of a workstation, and the people it knows. Open it with `open`.

    What a renewal gives is on the disk before it is used: a token that was used and forgotten
    would sign the person out.
    """

    def __init__(self, store: Store, kept: Kept) -> None:
        self._store = store
        self._kept = kept
        self._grants: dict[UUID, Grant] = {}
        self.access = ""
        self._read_grants()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Those of the workstation in this folder, or new ones.

        Raises:
            EnvironmentFault: they cannot be read.
        """
        store = store_in(folder, FILE)
        return cls(store, _read(store.load()))

    @property
    def device_id(self) -> str:
        """Key of this workstation at the server; empty before it is registered."""
        return self._kept.device_id

    @property
    def server(self) -> str:
        """Where it was registered."""
        return self._kept.server

    @property
    def ready(self) -> bool:
        """Whether somebody has signed in here who may work without the server."""
        return bool(self._grants and self._kept.refresh)

    def actor_of(self, user_id: UUID) -> Actor:
        """A person who has worked here.

        Raises:
            Denied: nobody whom this workstation knows.
        """
        grant = self._grants.get(user_id)
        if grant is None:
            raise Denied("estacao.pessoa_desconhecida")
        held = self._kept.permissions.get(str(user_id))
        permissions = grant.permissions if held is None else frozenset(held)
        return replace(grant.actor(), permissions=permissions)

    def person(self) -> tuple[Actor, str]:
        """Who signed in last, with the key of the offline grant.

        Raises:
            SignInNeeded: nobody.
        """
        for user_id, grant in self._grants.items():
            if grant.username.casefold() == self._kept.username.casefold():
                return self.actor_of(user_id), str(grant.id)
        raise SignInNeeded("estacao.entrar_de_novo")

    def sign_in(self, server: str, username: str, password: str, name: str = "") -> None:
        """Sign in; the first time, register this workstation.

        Raises:
            NotApproved: an administrator has to let it in; try again later.
            SignInNeeded: name and password do not belong together.
            Unreachable, Busy, Strange: another time.
        """
        if self._kept.server and self._kept.server != server:
            raise EnvironmentFault("estacao.outro_servidor", server=self._kept.server)
        if not self._kept.key:
            self._keep(key=_new_key(), registration=str(new_id()), server=server)
        with httpx2.Client(base_url=server, timeout=20.0) as client:
            if not self._kept.device_id:
                self._register(client, username, password, name or socket.gethostname())
            self._enter(client, username, password)
            self._be_granted(client, username, password)

    def renew(self, client: httpx2.Client, spent: str) -> None:
        """Get the next tokens, unless another thread has them already.

        Raises:
            SignInNeeded: the session has ended.
            Unreachable, Strange, Busy: the same token gives the same successor another time.
        """
        if self.access and self.access != spent:
            return
        if not self._kept.refresh:
            raise SignInNeeded("estacao.entrar_de_novo")
        told = ask(client, "/auth/refresh", {"refresh_token": self._kept.refresh})
        self._take(told)

    def _register(self, client: httpx2.Client, username: str, password: str, name: str) -> None:
        told = ask(client, "/auth/login", {"username": username, "password": password})
        headers = {
            "Authorization": f"Bearer {_text(told, 'access_token')}",
            "Idempotency-Key": self._kept.registration,
        }
        message = {"nome": name[:120], "chave_publica": _public(self._key())}
        made = ask(client, "/dispositivos", message, headers)
        self._keep(device_id=_text(made, "id"), server_key=_text(made, "chave_do_servidor"))

    def _enter(self, client: httpx2.Client, username: str, password: str) -> None:
        at = int(time.time())
        said = device_statement(UUID(self._kept.device_id), username, at)
        proof = {
            "id": self._kept.device_id,
            "em": at,
            "assinatura": _plain(self._key().sign(said)),
        }
        message = {"username": username, "password": password, "dispositivo": proof}
        try:
            told = ask(client, "/auth/login", message)
        except SignInNeeded as error:
            if error.code != "acesso.dispositivo_prova":
                raise
            raise NotApproved("estacao.aguarda_aprovacao", id=self._kept.device_id) from error
        self._keep(username=username)
        self._take(told)

    def _be_granted(self, client: httpx2.Client, username: str, password: str) -> None:
        headers = {"Authorization": f"Bearer {self.access}"}
        told = ask(client, "/auth/concessao", {"senha": password}, headers)
        signed = _text(told, "concessao")
        device = UUID(self._kept.device_id)
        grant = open_grant(signed, self._kept.server_key, device)
        self._keep(username=username, grants={**self._kept.grants, str(grant.user_id): signed})
        self._read_grants()

    def _take(self, told: Mapping[str, Any]) -> None:
        access, refresh = _text(told, "access_token"), _text(told, "refresh_token")
        permissions = dict(self._kept.permissions)
        for user_id, grant in self._grants.items():
            if grant.username.casefold() == self._kept.username.casefold():
                person = told.get("usuario") or {}
                permissions[str(user_id)] = [str(one) for one in person.get("permissoes", [])]
        self._keep(refresh=refresh, permissions=permissions)
        self.access = access

    def _keep(self, **new: Any) -> None:
        self._kept = replace(self._kept, **new)
        self._store.save(json.dumps(asdict(self._kept), ensure_ascii=False))

    def _read_grants(self) -> None:
        self._grants = {}
        for user_id, signed in self._kept.grants.items():
            try:
                device = UUID(self._kept.device_id)
                self._grants[UUID(user_id)] = open_grant(signed, self._kept.server_key, device)
            except (Unauthenticated, ValueError):
                continue  # of a workstation that this one was before; its person signs in again

    def _key(self) -> Ed25519PrivateKey:
        raw = base64.urlsafe_b64decode(self._kept.key + "=")
        return Ed25519PrivateKey.from_private_bytes(raw)


def ask(
    client: httpx2.Client,
    path: str,
    message: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> Mapping[str, Any]:
    """One question to the server about a person.

    Raises:
        SignInNeeded, Unreachable, Busy, Strange, Rejected: no usable answer.
    """
    try:
        answer = client.post(path, json=dict(message), headers=dict(headers or {}))
    except httpx2.TransportError as error:
        raise Unreachable("estacao.sem_servidor", detail=type(error).__name__) from error
    if answer.status_code != 200:
        raise fault_of(answer)
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Strange("estacao.resposta_estranha", status=200)
    return told


def _text(told: Mapping[str, Any], name: str) -> str:
    found = told.get(name)
    if not isinstance(found, str) or not found:
        raise Strange("estacao.resposta_estranha", status=200)
    return found


def _read(text: str | None) -> Kept:
    try:
        found = json.loads(text or "{}")
        return Kept(**{name: found[name] for name in Kept.__dataclass_fields__ if name in found})
    except (ValueError, TypeError) as error:
        raise EnvironmentFault("estacao.credenciais", file=FILE, detail=str(error)) from error


def _new_key() -> str:
    return _plain(Ed25519PrivateKey.generate().private_bytes_raw())


def _public(key: Ed25519PrivateKey) -> str:
    return _plain(key.public_key().public_bytes_raw())


def _plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
