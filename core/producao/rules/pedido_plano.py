"""What a person asks a search for, and the form of it that the old system's clients send."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from core.errors import InputError
from core.machine.legacy import import_profile
from core.machine.profile import MachineProfile
from core.nesting.problem import Mode
from core.pipeline.search import DEFAULT_SECONDS, LONGEST_SEARCH
from core.producao.rules.medidas import MAIOR_MEDIDA, Nome
from core.producao.rules.plano import TipoPlano

MODOS = {TipoPlano.NESTING: Mode.ROUTER, TipoPlano.SECCIONADORA: Mode.SAW}

type Lado = Annotated[float, Field(gt=0, le=MAIOR_MEDIDA, allow_inf_nan=False)]
type Segundos = Annotated[float, Field(gt=0, le=LONGEST_SEARCH, allow_inf_nan=False)]

LARGURA, ALTURA = 2750.0, 1850.0
"""The old system's board where no material says another size: X and Y extents, mm."""


class AjustesPlano(BaseModel):
    """All that changes the result of a search, beside batch, machine and stock.

    Attributes:
        largura_chapa: X extent of a board whose material nobody registered, mm.
        altura_chapa: its Y extent, mm.
        sobras: items of stock that the search may use.
        segundos: how long it may search.
        estagios: of the saw's cuts, 2 or 3.
        retangulos: parts without drawing are cut as rectangles.
        faltantes: leave out the pieces that lie on sheets of other plans, cut or to be cut.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tipo: TipoPlano = TipoPlano.NESTING
    largura_chapa: Lado = LARGURA
    altura_chapa: Lado = ALTURA
    sobras: Annotated[tuple[UUID, ...], Field(max_length=1000)] = ()
    segundos: Segundos = DEFAULT_SECONDS
    semente: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    estagios: Annotated[int, Field(ge=2, le=3)] = 3
    retangulos: bool = False
    faltantes: bool = False


def impressao(ajustes: AjustesPlano, perfil_sha256: str) -> str:
    """A name for these settings with this machine: equal ones need no second search."""
    form = ajustes.model_dump(mode="json") | {"perfil": perfil_sha256}
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _none_is_empty(value: object) -> object:
    return [] if value is None else value


type Tamanho = Annotated[Lado | None, BeforeValidator(_blank_is_none)]
type Numero = Annotated[int, Field(ge=1, le=2**63 - 1)]
type Linhas = Annotated[
    list[dict[str, Any]], BeforeValidator(_none_is_empty), Field(max_length=5000)
]


class PedidoAntigo(BaseModel):
    """`NestReq` of the old API; `cortes`, `segundos` and `retangulos` are additions.

    Empty numbers are those of an empty form field; what else is sent is left out.
    """

    model_config = ConfigDict(extra="ignore")

    pasta_lote: Nome
    largura_chapa: Tamanho = None
    altura_chapa: Tamanho = None
    ferramentas: Linhas = Field(default_factory=list)
    config_maquina: dict[str, Any] | None = None
    config_layers: Linhas = Field(default_factory=list)
    cortes: Linhas = Field(default_factory=list)
    sobras_ids: Annotated[list[Numero], BeforeValidator(_none_is_empty), Field(max_length=1000)] = (
        Field(default_factory=list)
    )
    segundos: Segundos = DEFAULT_SECONDS
    retangulos: bool = False

    def ajustes(self, tipo: TipoPlano, sobras: tuple[UUID, ...]) -> AjustesPlano:
        """The same in our own words."""
        return AjustesPlano(
            tipo=tipo,
            largura_chapa=self.largura_chapa or LARGURA,
            altura_chapa=self.altura_chapa or ALTURA,
            sobras=tuple(sorted(set(sobras))),
            segundos=self.segundos,
            retangulos=self.retangulos,
        )

    def perfil(self) -> MachineProfile | None:
        """The machine that the request describes; None where it describes none.

        Layers alone are no machine: whoever sends only them means the stored one.

        Raises:
            InputError: the settings contradict each other so that no machine comes of them.
        """
        if not self.config_maquina and not self.ferramentas:
            return None
        settings = {
            "config_maquina": self.config_maquina or {},
            "config_ferramentas": self.ferramentas,
            "config_cortes": self.cortes,
            "config_layers": self.config_layers,
        }
        given = {name: value for name, value in settings.items() if value}
        return import_profile([("pedido", _json(given))]).profile


def _json(settings: dict[str, Any]) -> bytes:
    try:
        # a half of a character passes the reader of JSON, but no file and no database
        return json.dumps(settings, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise InputError("machine.antigo_json", file="pedido", place="-") from error


def nome_do_lote(pasta_lote: str) -> str:
    """The batch that `pasta_lote` means: `lotes/Lote_<nome>.zip`, its stem, or the bare name."""
    name = pasta_lote.strip().replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return name.removesuffix(".zip").removeprefix("Lote_")
