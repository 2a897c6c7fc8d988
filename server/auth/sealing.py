"""Seals secrets of outside services with AES-256-GCM; the key comes from the settings alone.

`ENCRYPTION_KEY` may list several keys, separated by commas: the first one seals, all of them open.
To change the key, put the new one in front, start, seal everything anew, take the old one away.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.acesso.commands.segredos import GuardarSegredo
from core.acesso.models import Segredo
from core.errors import EnvironmentFault
from server.settings import Settings

_NONCE = 12


class Sealer:
    """Seals and opens, with the keys of the settings.

    Args:
        keys: texts of the keys, the one that seals first.
    """

    def __init__(self, *keys: str) -> None:
        derived = [_derived(key) for key in keys]
        self._keys = {_name(key): AESGCM(key) for key in derived}
        self.key_id = _name(derived[0])

    @classmethod
    def of(cls, settings: Settings) -> Sealer:
        """With the keys of the settings."""
        given = settings.encryption_key.get_secret_value().split(",")
        return cls(*(key.strip() for key in given if key.strip()))

    def keep(self, name: str, secret: str) -> GuardarSegredo:
        """The command that keeps this secret under this name."""
        nonce = os.urandom(_NONCE)
        # bound to its name: a row copied over another one does not open
        sealed = nonce + self._keys[self.key_id].encrypt(nonce, secret.encode(), name.encode())
        return GuardarSegredo(nome=name, selado=sealed.hex(), key_id=self.key_id)

    def read(self, session: Session, name: str) -> str | None:
        """The secret of this name; None when none is kept.

        Raises:
            EnvironmentFault: it was sealed with a key that this server does not have.
        """
        row = session.get(Segredo, name)
        return None if row is None else self._opened(row)

    def renewals(self, session: Session) -> list[GuardarSegredo]:
        """The commands that seal anew whatever an older key sealed."""
        stale = select(Segredo).where(Segredo.key_id != self.key_id).order_by(Segredo.nome)
        return [self.keep(row.nome, self._opened(row)) for row in session.scalars(stale)]

    def _opened(self, row: Segredo) -> str:
        key = self._keys.get(row.key_id)
        if key is None:
            raise EnvironmentFault("acesso.segredo_ilegivel", nome=row.nome)
        nonce, sealed = row.selado[:_NONCE], row.selado[_NONCE:]
        try:
            return key.decrypt(nonce, sealed, row.nome.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise EnvironmentFault("acesso.segredo_ilegivel", nome=row.nome) from error


def _derived(key: str) -> bytes:
    return hmac.digest(key.encode(), b"radha/seal", hashlib.sha256)


def _name(key: bytes) -> str:
    return hashlib.sha256(b"radha/key-id" + key).hexdigest()[:16]
