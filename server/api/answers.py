"""Answers that many routes share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


class Criado(BaseModel):
    """The number of what was made."""

    id: int


class Certo(BaseModel):
    """That a change was made, as the old gateway says it."""

    ok: Literal[True] = True


class Estado(BaseModel):
    """That a change was made, as the old production says it."""

    status: str = "ok"
