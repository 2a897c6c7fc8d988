"""Types of what people give: lengths, counts, money and text within bounds of a real factory."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

MAIOR_MEDIDA = 20_000.0
"""mm; no board of wood is longer."""
MAIOR_CONTAGEM = 1_000_000
MAIOR_VALOR = 10**12
"""Cents; keeps sums far from the end of 64 bits."""


def _printable(text: str) -> str:
    # PostgreSQL cannot store NUL, and nobody types the other control characters
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in text):
        raise ValueError("control character")
    return text


type Medida = Annotated[float, Field(gt=0, le=MAIOR_MEDIDA, allow_inf_nan=False)]
"""A length in mm."""
type Posicao = Annotated[float, Field(ge=0, le=MAIOR_MEDIDA, allow_inf_nan=False)]
"""A coordinate in mm."""
type Contagem = Annotated[int, Field(ge=0, le=MAIOR_CONTAGEM)]
type Quantidade = Annotated[int, Field(gt=0, le=MAIOR_CONTAGEM)]
type Centavos = Annotated[int, Field(ge=0, le=MAIOR_VALOR)]
type Texto = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_printable)
]
type Nome = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_printable),
]
type Motivo = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    AfterValidator(_printable),
]
"""Why somebody did what will be asked about later."""
