"""Forgets what can open nothing any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete

from core.acesso.models import Concessao, Sessao
from core.command import Command, Context, Policy, Result


class LimparSessoes(
    Command, kind="sessao.limpar", permission="acesso/sessoes", policy=Policy.SERVER_ONLY
):
    """Delete sessions and offline grants that expired before a moment; the audit keeps its own."""

    antes: datetime

    def run(self, ctx: Context) -> Result:
        """Their rows; a token of theirs is refused as expired all the same."""
        gone = {}
        for name, model in (("sessoes", Sessao), ("concessoes", Concessao)):
            old = delete(model).where(model.expires_at < self.antes)
            gone[name] = cast("CursorResult[Any]", ctx.session.execute(old)).rowcount
        return {**gone}
