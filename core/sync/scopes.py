"""Who may hold which rows: a record lies in one scope, a person sees some of them."""

from __future__ import annotations

from uuid import UUID

from core.command import Actor

_OPENED_BY = {
    "cadastros": ("cadastros/", "comercial/", "producao/lote"),
    "acesso": ("cadastros/usuarios", "acesso/"),
    "producao": ("producao", "planos-producao"),
}
"""Beginnings of the permissions of which any one opens the scope."""


def scopes_of(actor: Actor) -> list[str]:
    """The scopes whose rows this person's workstation may hold, in order."""
    return sorted(
        scope
        for scope, beginnings in _OPENED_BY.items()
        if any(permission.startswith(beginnings) for permission in actor.permissions)
    )


def of_device(device: UUID) -> str:
    """The scope of what only one workstation receives."""
    return f"device:{device}"
