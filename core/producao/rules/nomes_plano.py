"""Names that the old system gave to stored results, as names of records (production.md 1.5)."""

from __future__ import annotations

import re

from core.producao.rules.plano import TipoPlano

_FOLDER = {
    TipoPlano.NESTING: "nestings/Nesting",
    TipoPlano.SECCIONADORA: "seccionadoras/Seccionadora",
}
_PREFIX = "producao/"
_UNSAFE = re.compile(r"[^\w .()+-]")


def nome_do_arquivo(tipo: TipoPlano, lote: str, versao: int) -> str:
    """`nestings/Nesting_Lote_<lote>.zip`; later plans of a batch carry their version.

    A name only: nothing is ever opened by it.
    """
    safe = _UNSAFE.sub("_", lote)
    later = f"_V{versao}" if versao > 1 else ""
    return f"{_FOLDER[tipo]}_Lote_{safe}{later}.zip"


def nome_pedido(obj_key: str) -> str:
    """The name that a client means, without the store's prefix."""
    return obj_key.strip().replace("\\", "/").removeprefix(_PREFIX)
