"""Registers of invented people, with check digits made here."""

from __future__ import annotations

from core.cadastros.commands import CriarCliente
from core.cadastros.rules import DadosCliente


def cpf(seed: int) -> str:
    """A CPF with right check digits."""
    digits = [int(digit) for digit in f"{seed:09d}"]
    for _ in range(2):
        weights = range(len(digits) + 1, 1, -1)
        rest = sum(d * w for d, w in zip(digits, weights, strict=True)) * 10 % 11
        digits.append(rest % 10)
    return "".join(map(str, digits))


def cliente(nome: str = "Maria Exemplo", **fields: str) -> CriarCliente:
    """The command that registers a customer."""
    return CriarCliente(dados=DadosCliente.model_validate({"nome": nome, **fields}))
