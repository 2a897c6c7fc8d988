"""Parts, packages and hardware of a batch, one at a time, with their exact machining."""

from __future__ import annotations

from fastapi import APIRouter

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

router = APIRouter(tags=["pecas"])


@router.post("/lotes/{numero}/pacotes")
def criar_pacote(call: Office, numero: NumeroNoCaminho, dados: PacoteEntrada) -> Feito:
    """Make an empty package in a batch."""
    key = by_number(call.session, Lote, numero).id
    return _done(call, CriarPacote(lote_id=key, **dados.model_dump()))


@router.put("/pacotes/{numero}")
def alterar_pacote(call: Office, numero: NumeroNoCaminho, dados: PacoteMudanca) -> Feito:
    """Change name, client or room of a package."""
    key = by_number(call.session, Pacote, numero).id
    return _done(call, AlterarPacote(id=key, **dados.model_dump()))


@router.delete("/pacotes/{numero}")
def arquivar_pacote(call: Office, numero: NumeroNoCaminho) -> Estado:
    """Put an empty package away."""
    call.do(ArquivarPacote(id=by_number(call.session, Pacote, numero).id))
    return Estado()


@router.post("/pacotes/{numero}/restaurar")
def restaurar_pacote(call: Office, numero: NumeroNoCaminho) -> Estado:
    """Take a package out again."""
    call.do(RestaurarPacote(id=queries.chave_numero(call.session, Pacote, numero)))
    return Estado()


@router.post("/pacotes/{numero}/ferragens")
def adicionar_ferragem(call: Office, numero: NumeroNoCaminho, dados: FerragemEntrada) -> Feito:
    """Put hardware into a package."""
    key = by_number(call.session, Pacote, numero).id
    return _done(call, AdicionarFerragem(pacote_id=key, **dados.model_dump()))


@router.put("/ferragens/{numero}")
def alterar_ferragem(call: Office, numero: NumeroNoCaminho, dados: FerragemMudanca) -> Feito:
    """Change hardware."""
    key = by_number(call.session, Ferragem, numero).id
    return _done(call, AlterarFerragem(id=key, **dados.model_dump()))


@router.delete("/ferragens/{numero}")
def remover_ferragem(call: Office, numero: NumeroNoCaminho) -> Estado:
    """Put hardware away."""
    call.do(RemoverFerragem(id=by_number(call.session, Ferragem, numero).id))
    return Estado()


@router.post("/ferragens/{numero}/restaurar")
def restaurar_ferragem(call: Office, numero: NumeroNoCaminho) -> Estado:
    """Take hardware out again."""
    call.do(RestaurarFerragem(id=queries.chave_numero(call.session, Ferragem, numero)))
    return Estado()


@router.post("/pacotes/{numero}/pecas")
def adicionar_peca(call: Office, numero: NumeroNoCaminho, dados: PecaEntrada) -> Feito:
    """Put a part into a package."""
    key = by_number(call.session, Pacote, numero).id
    new = AdicionarPeca(
        pacote_id=key, peca=dados.peca, quantidade=dados.quantidade, codigos=dados.codigos
    )
    return _done(call, new)


@router.get("/pecas/{numero}")
def ver_peca(call: Reader, numero: NumeroNoCaminho) -> PecaSaida:
    """A part with its exact outline, machining and copies."""
    peca = by_number(call.session, Peca, numero)
    return PecaSaida.of(peca, queries.copias_da_peca(call.session, peca.id))


@router.put("/pecas/{numero}")
def alterar_peca(call: Office, numero: NumeroNoCaminho, dados: PecaMudanca) -> Feito:
    """Change fields of a part."""
    key = by_number(call.session, Peca, numero).id
    package = None
    if dados.pacote is not None:
        package = by_number(call.session, Pacote, dados.pacote).id
    change = AlterarPeca(id=key, mudanca=dados.mudanca, pacote_id=package, vista=dados.vista)
    return _done(call, change)


@router.put("/pecas/{numero}/operacoes")
def trocar_operacoes(call: Office, numero: NumeroNoCaminho, dados: OperacoesEntrada) -> Feito:
    """Replace the machining of a part as a whole."""
    key = by_number(call.session, Peca, numero).id
    return _done(call, TrocarOperacoes(id=key, **dados.model_dump()))


@router.post("/pecas/{numero}/duplicar")
def duplicar_peca(call: Office, numero: NumeroNoCaminho) -> Feito:
    """Put a part like this one beside it."""
    return _done(call, DuplicarPeca(id=by_number(call.session, Peca, numero).id))


@router.post("/pecas/{numero}/quantidade")
def alterar_quantidade(call: Office, numero: NumeroNoCaminho, dados: QuantidadeEntrada) -> Feito:
    """Have more or fewer copies."""
    key = by_number(call.session, Peca, numero).id
    return _done(call, AlterarQuantidade(id=key, **dados.model_dump()))


@router.post("/pecas/{numero}/refazer")
def refazer_peca(call: Office, numero: NumeroNoCaminho, dados: RefazerEntrada) -> Feito:
    """Have copies made again."""
    key = by_number(call.session, Peca, numero).id
    return _done(call, RefazerPeca(id=key, **dados.model_dump()))


@router.post("/pecas/{numero}/confirmar-retangulo")
def confirmar_retangulo(call: Office, numero: NumeroNoCaminho) -> Feito:
    """Say that a part without a drawing is the plain rectangle of its size."""
    return _done(call, ConfirmarRetangulo(id=by_number(call.session, Peca, numero).id))


@router.post("/pecas/{numero}/revisao")
def criar_revisao(call: Office, numero: NumeroNoCaminho, dados: MotivoEntrada) -> Feito:
    """Open a released part for changes."""
    key = by_number(call.session, Peca, numero).id
    return _done(call, CriarRevisao(id=key, motivo=dados.motivo))


@router.delete("/pecas/{numero}/revisao")
def encerrar_revisao(call: Office, numero: NumeroNoCaminho) -> Feito:
    """Release the part as it is now."""
    return _done(call, EncerrarRevisao(id=by_number(call.session, Peca, numero).id))


@router.delete("/pecas/{numero}")
def remover_peca(call: Office, numero: NumeroNoCaminho) -> Estado:
    """Put a part away."""
    call.do(RemoverPeca(id=by_number(call.session, Peca, numero).id))
    return Estado()


@router.post("/pecas/{numero}/restaurar")
def restaurar_peca(call: Office, numero: NumeroNoCaminho) -> Estado:
    """Take a part out again."""
    call.do(RestaurarPeca(id=queries.chave_numero(call.session, Peca, numero)))
    return Estado()


def _done(call: Caller, command: Command) -> Feito:
    return Feito.model_validate(call.do(command))
