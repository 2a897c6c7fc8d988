"""The password once more, before something that cannot be taken back."""

from __future__ import annotations

from datetime import UTC, datetime

from core.errors import Refused, Unauthenticated
from server.api.acesso.porta import door_of
from server.api.deps import Caller
from server.auth.limits import Origin
from server.auth.login import check_password


def confirmar_senha(call: Caller, senha: str | None) -> None:
    """Check the caller's own password, where the screen asked for it; attempts are counted.

    Permission is checked besides, and always: a password alone allows nothing.

    Raises:
        Refused: it is another password. Not `Unauthenticated`, at which the old screens throw the
            session away (defect S-8).
        Throttled: too many attempts.
    """
    if senha is None:
        return
    call.close()
    origin = Origin(call.actor.address or "", "", call.actor.device_id)
    try:
        check_password(door_of(call.state), call.actor.username, senha, origin, datetime.now(UTC))
    except Unauthenticated as error:
        raise Refused("item_estoque.senha") from error
