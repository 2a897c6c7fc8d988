"""Parts, packages and hardware of a batch, one at a time, with their exact machining."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.command import Command
from core.db.find import by_number
from core.producao.commands.pacote import (
    AdicionarFerragem,
    AlterarFerragem,
    AlterarPacote,
    ArquivarPacote,
    CriarPacote,
    RemoverFerragem,
    RestaurarFerragem,
    RestaurarPacote,
)
from core.producao.commands.peca import (
    AdicionarPeca,
    AlterarPeca,
    AlterarQuantidade,
    DuplicarPeca,
    TrocarOperacoes,
)
from core.producao.commands.retirada import RemoverPeca, RestaurarPeca
from core.producao.commands.revisao import (
    ConfirmarRetangulo,
    CriarRevisao,
    EncerrarRevisao,
    RefazerPeca,
)
from core.producao.models.lote import Ferragem, Lote, Pacote
from core.producao.models.peca import Peca
from core.producao.queries import lote as queries
from server.api.answers import Estado
from server.api.deps import Caller
from server.api.producao.estoque_formas import NumeroNoCaminho
from server.api.producao.lotes import Office, Reader
from server.api.producao.lotes_formas import MotivoEntrada
from server.api.producao.pecas_formas import (
    Feito,
    FerragemEntrada,
    FerragemMudanca,
    OperacoesEntrada,
    PacoteEntrada,
    PacoteMudanca,
    PecaEntrada,
    PecaMudanca,
    PecaSaida,
    QuantidadeEntrada,
    RefazerEntrada,
)
from server.api.routing import new_router

router = new_router(tags=["pecas"])


def _do[Row: (Lote, Pacote, Ferragem, Peca)](
    call: Caller,
    model: type[Row],
    numero: int,
    kind: type[Command],
    values: Mapping[str, object] = MappingProxyType({}),
    *,
    by: str = "id",
) -> Feito:
    """Run a command about the living record with this number, which it calls `by`."""
    key = by_number(call.session, model, numero).id
    return Feito.model_validate(call.do(kind.model_validate({by: key, **values})))


def _putting_away[Row: (Pacote, Ferragem, Peca)](
    path: str, model: type[Row], away: type[Command], back: type[Command]
) -> None:
    """The two routes by which one of these is put away and taken out again."""

    @router.delete(path)
    def arquivar(call: Office, numero: NumeroNoCaminho) -> Estado:
        """Put it away; it can be taken out again."""
        key = by_number(call.session, model, numero).id
        call.do(away.model_validate({"id": key}))
        return Estado()

    @router.post(f"{path}/restaurar")
    def restaurar(call: Office, numero: NumeroNoCaminho) -> Estado:
        """Take it out again."""
        key = queries.chave_numero(call.session, model, numero)
        call.do(back.model_validate({"id": key}))
        return Estado()


@router.post("/lotes/{numero}/pacotes")
def criar_pacote(call: Office, numero: NumeroNoCaminho, dados: PacoteEntrada) -> Feito:
    """Make an empty package in a batch."""
    return _do(call, Lote, numero, CriarPacote, dados.model_dump(), by="lote_id")


@router.put("/pacotes/{numero}")
def alterar_pacote(call: Office, numero: NumeroNoCaminho, dados: PacoteMudanca) -> Feito:
    """Change name, client or room of a package."""
    return _do(call, Pacote, numero, AlterarPacote, dados.model_dump())


_putting_away("/pacotes/{numero}", Pacote, ArquivarPacote, RestaurarPacote)


@router.post("/pacotes/{numero}/ferragens")
def adicionar_ferragem(call: Office, numero: NumeroNoCaminho, dados: FerragemEntrada) -> Feito:
    """Put hardware into a package."""
    return _do(call, Pacote, numero, AdicionarFerragem, dados.model_dump(), by="pacote_id")


@router.put("/ferragens/{numero}")
def alterar_ferragem(call: Office, numero: NumeroNoCaminho, dados: FerragemMudanca) -> Feito:
    """Change hardware."""
    return _do(call, Ferragem, numero, AlterarFerragem, dados.model_dump())


_putting_away("/ferragens/{numero}", Ferragem, RemoverFerragem, RestaurarFerragem)


@router.post("/pacotes/{numero}/pecas")
def adicionar_peca(call: Office, numero: NumeroNoCaminho, dados: PecaEntrada) -> Feito:
    """Put a part into a package."""
    return _do(call, Pacote, numero, AdicionarPeca, dict(dados), by="pacote_id")


@router.get("/pecas/{numero}")
def ver_peca(call: Reader, numero: NumeroNoCaminho) -> PecaSaida:
    """A part with its exact outline, machining and copies."""
    peca = by_number(call.session, Peca, numero)
    return PecaSaida.of(peca, queries.copias_da_peca(call.session, peca.id))


@router.put("/pecas/{numero}")
def alterar_peca(call: Office, numero: NumeroNoCaminho, dados: PecaMudanca) -> Feito:
    """Change fields of a part."""
    package = None
    if dados.pacote is not None:
        package = by_number(call.session, Pacote, dados.pacote).id
    change = {"mudanca": dados.mudanca, "vista": dados.vista, "pacote_id": package}
    return _do(call, Peca, numero, AlterarPeca, change)


@router.put("/pecas/{numero}/operacoes")
def trocar_operacoes(call: Office, numero: NumeroNoCaminho, dados: OperacoesEntrada) -> Feito:
    """Replace the machining of a part as a whole."""
    return _do(call, Peca, numero, TrocarOperacoes, dados.model_dump())


@router.post("/pecas/{numero}/duplicar")
def duplicar_peca(call: Office, numero: NumeroNoCaminho) -> Feito:
    """Put a part like this one beside it."""
    return _do(call, Peca, numero, DuplicarPeca)


@router.post("/pecas/{numero}/quantidade")
def alterar_quantidade(call: Office, numero: NumeroNoCaminho, dados: QuantidadeEntrada) -> Feito:
    """Have more or fewer copies."""
    return _do(call, Peca, numero, AlterarQuantidade, dados.model_dump())


@router.post("/pecas/{numero}/refazer")
def refazer_peca(call: Office, numero: NumeroNoCaminho, dados: RefazerEntrada) -> Feito:
    """Have copies made again."""
    return _do(call, Peca, numero, RefazerPeca, dados.model_dump())


@router.post("/pecas/{numero}/confirmar-retangulo")
def confirmar_retangulo(call: Office, numero: NumeroNoCaminho) -> Feito:
    """Say that a part without a drawing is the plain rectangle of its size."""
    return _do(call, Peca, numero, ConfirmarRetangulo)


@router.post("/pecas/{numero}/revisao")
def criar_revisao(call: Office, numero: NumeroNoCaminho, dados: MotivoEntrada) -> Feito:
    """Open a released part for changes."""
    return _do(call, Peca, numero, CriarRevisao, {"motivo": dados.motivo})


@router.delete("/pecas/{numero}/revisao")
def encerrar_revisao(call: Office, numero: NumeroNoCaminho) -> Feito:
    """Release the part as it is now."""
    return _do(call, Peca, numero, EncerrarRevisao)


_putting_away("/pecas/{numero}", Peca, RemoverPeca, RestaurarPeca)
