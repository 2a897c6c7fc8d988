"""Rows of a machine's tools, cuts and layer rules, one by one or as the old whole list."""

from __future__ import annotations

from typing import ClassVar

from core.command import Command, Context, Policy
from core.producao.commands.linhas import (
    AlterarLinha,
    ArquivarLinha,
    CriarLinha,
    RestaurarLinha,
    SubstituirLinhas,
)
from core.producao.commands.maquina import PERMISSION
from core.producao.models.maquina import Corte, Ferramenta, RegraCamada
from core.producao.queries.maquina import Linha
from core.producao.rules.ajustes import DadosCamada, DadosCorte, DadosFerramenta


class CriarFerramenta(CriarLinha, kind="ferramenta.criar", permission=PERMISSION):
    """Add a tool."""

    tabela: ClassVar[type[Linha]] = Ferramenta
    dados: DadosFerramenta


class AlterarFerramenta(AlterarLinha, kind="ferramenta.alterar", permission=PERMISSION):
    """Change a tool."""

    tabela: ClassVar[type[Linha]] = Ferramenta
    dados: DadosFerramenta


class ArquivarFerramenta(
    ArquivarLinha, kind="ferramenta.arquivar", permission=PERMISSION, audited=True
):
    """Put a tool away."""

    tabela: ClassVar[type[Linha]] = Ferramenta


class RestaurarFerramenta(
    RestaurarLinha, kind="ferramenta.restaurar", permission=PERMISSION, audited=True
):
    """Take a tool out again."""

    tabela: ClassVar[type[Linha]] = Ferramenta


class SubstituirFerramentas(
    SubstituirLinhas,
    kind="ferramenta.substituir_lista",
    permission=PERMISSION,
    policy=Policy.SERVER_ONLY,
    audited=True,
):
    """Make a machine's tools those of this list."""

    tabela: ClassVar[type[Linha]] = Ferramenta


class CriarCorte(CriarLinha, kind="corte.criar", permission=PERMISSION):
    """Add a cut setting."""

    tabela: ClassVar[type[Linha]] = Corte
    dados: DadosCorte


class AlterarCorte(AlterarLinha, kind="corte.alterar", permission=PERMISSION):
    """Change a cut setting."""

    tabela: ClassVar[type[Linha]] = Corte
    dados: DadosCorte


class ArquivarCorte(ArquivarLinha, kind="corte.arquivar", permission=PERMISSION, audited=True):
    """Put a cut setting away."""

    tabela: ClassVar[type[Linha]] = Corte


class RestaurarCorte(RestaurarLinha, kind="corte.restaurar", permission=PERMISSION, audited=True):
    """Take a cut setting out again."""

    tabela: ClassVar[type[Linha]] = Corte


class SubstituirCortes(
    SubstituirLinhas,
    kind="corte.substituir_lista",
    permission=PERMISSION,
    policy=Policy.SERVER_ONLY,
    audited=True,
):
    """Make a machine's cut settings those of this list."""

    tabela: ClassVar[type[Linha]] = Corte


_PLANNING = "planos-producao/nesting"


class _DeCamada(Command):
    def needs(self, ctx: Context) -> str:
        """Planners register the layers that a batch brings (production.md 4.4), too."""
        return PERMISSION if ctx.actor.may(PERMISSION) else _PLANNING


class CriarRegraCamada(_DeCamada, CriarLinha, kind="regra_camada.criar", permission=_PLANNING):
    """Add a layer rule."""

    tabela: ClassVar[type[Linha]] = RegraCamada
    dados: DadosCamada


class AlterarRegraCamada(
    _DeCamada, AlterarLinha, kind="regra_camada.alterar", permission=_PLANNING
):
    """Change a layer rule."""

    tabela: ClassVar[type[Linha]] = RegraCamada
    dados: DadosCamada


class ArquivarRegraCamada(
    _DeCamada, ArquivarLinha, kind="regra_camada.arquivar", permission=_PLANNING, audited=True
):
    """Put a layer rule away."""

    tabela: ClassVar[type[Linha]] = RegraCamada


class RestaurarRegraCamada(
    _DeCamada, RestaurarLinha, kind="regra_camada.restaurar", permission=_PLANNING, audited=True
):
    """Take a layer rule out again."""

    tabela: ClassVar[type[Linha]] = RegraCamada


class SubstituirRegrasCamada(
    _DeCamada,
    SubstituirLinhas,
    kind="regra_camada.substituir_lista",
    permission=_PLANNING,
    policy=Policy.SERVER_ONLY,
    audited=True,
):
    """Make a machine's layer rules those of this list."""

    tabela: ClassVar[type[Linha]] = RegraCamada
