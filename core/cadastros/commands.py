"""Writes of the registers; plain field edits are `core.command.AlterarCampos`."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from core.cadastros.models import Cliente, Empresa, Fornecedor
from core.cadastros.rules import DadosCliente, DadosEmpresa, DadosFornecedor, client_code
from core.command import Command, Context, Policy, Result
from core.db.base import Archivable, Tracked, living
from core.errors import Refused


class CriarEmpresa(
    Command, kind="empresa.criar", permission="cadastros/dados-empresa", policy=Policy.SERVER_ONLY
):
    """Register the company; there is one an installation.

    Attributes:
        logo: content address of its picture.
    """

    dados: DadosEmpresa
    logo: str | None = None

    def run(self, ctx: Context) -> Result:
        """Add it.

        Raises:
            Refused: there is one already.
        """
        _refuse_second(ctx)
        empresa = Empresa(id=ctx.new_id(), logo=self.logo, **self.dados.model_dump())
        ctx.session.add(empresa)
        ctx.session.flush()
        return {"id": str(empresa.id), "number": empresa.number}


class TrocarLogo(
    Command, kind="empresa.trocar_logo", permission="cadastros/dados-empresa", policy=Policy.RECORD
):
    """Take another picture as the company's logo, or none.

    Attributes:
        logo: content address of the picture.
    """

    id: UUID
    logo: str | None

    def run(self, ctx: Context) -> Result:
        """Refer to the picture."""
        ctx.locked(Empresa, self.id).logo = self.logo
        return {}


class CriarCliente(
    Command, kind="cliente.criar", permission="cadastros/clientes", policy=Policy.RECORD
):
    """Register a customer."""

    dados: DadosCliente

    def run(self, ctx: Context) -> Result:
        """Add him, with a code where the server may give one.

        Raises:
            Refused: another customer has the same document.
        """
        _refuse_twin(ctx, self.dados.documento)
        number = ctx.number("cliente.codigo")
        cliente = Cliente(
            id=ctx.new_id(),
            codigo=None if number is None else client_code(self.dados.nome, number),
            **self.dados.model_dump(),
        )
        ctx.session.add(cliente)
        ctx.session.flush()
        return {"id": str(cliente.id), "number": cliente.number, "codigo": cliente.codigo}


class CriarFornecedor(
    Command, kind="fornecedor.criar", permission="cadastros/fornecedores", policy=Policy.RECORD
):
    """Register a supplier."""

    dados: DadosFornecedor

    def run(self, ctx: Context) -> Result:
        """Add him."""
        fornecedor = Fornecedor(id=ctx.new_id(), **self.dados.model_dump())
        ctx.session.add(fornecedor)
        ctx.session.flush()
        return {"id": str(fornecedor.id), "number": fornecedor.number}


class _Arquivar(Command):
    id: UUID

    def run(self, ctx: Context) -> Result:
        """Put the record away; to do it again changes nothing."""
        record = ctx.locked(_ARCHIVED[type(self)], self.id, archived=True)
        assert isinstance(record, Archivable)  # noqa: S101 - the table below
        record.archived_at = record.archived_at or ctx.now
        return {}


class _Restaurar(Command):
    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take the record out again; to do it again changes nothing.

        Raises:
            Refused: another one has its place by now.
        """
        record = ctx.locked(_ARCHIVED[type(self)], self.id, archived=True)
        assert isinstance(record, Archivable)  # noqa: S101 - the table below
        if record.archived_at is None:
            return {}
        self._check(ctx)
        record.archived_at = None
        return {}

    def _check(self, ctx: Context) -> None:
        """Refuse what cannot stand beside the present records."""


def _refuse_second(ctx: Context) -> None:
    ctx.number("empresa.unica")  # whoever else is here waits for this row
    if ctx.session.scalars(select(Empresa.id).where(living(Empresa)).limit(1)).first():
        raise Refused("cadastros.empresa_unica")


def _refuse_twin(ctx: Context, documento: str | None) -> None:
    if documento is None:
        return
    same = select(Cliente.nome).where(Cliente.documento == documento)
    twin = ctx.session.scalars(same.where(living(Cliente))).first()
    if twin is not None:
        raise Refused("cadastros.documento_repetido", nome=twin)


class ArquivarEmpresa(
    _Arquivar,
    kind="empresa.arquivar",
    permission="cadastros/dados-empresa",
    policy=Policy.SERVER_ONLY,
    audited=True,
):
    """Put the company away, so that another can be registered."""


class RestaurarEmpresa(
    _Restaurar,
    kind="empresa.restaurar",
    permission="cadastros/dados-empresa",
    policy=Policy.SERVER_ONLY,
    audited=True,
):
    """Take the company out again, where no other is registered."""

    def _check(self, ctx: Context) -> None:
        _refuse_second(ctx)


class ArquivarCliente(
    _Arquivar,
    kind="cliente.arquivar",
    permission="cadastros/clientes",
    policy=Policy.RECORD,
    audited=True,
):
    """Put a customer away."""


class RestaurarCliente(
    _Restaurar,
    kind="cliente.restaurar",
    permission="cadastros/clientes",
    policy=Policy.RECORD,
    audited=True,
):
    """Take a customer out again, where no other has his document."""

    def _check(self, ctx: Context) -> None:
        _refuse_twin(ctx, ctx.session.get_one(Cliente, self.id).documento)


class ArquivarFornecedor(
    _Arquivar,
    kind="fornecedor.arquivar",
    permission="cadastros/fornecedores",
    policy=Policy.RECORD,
    audited=True,
):
    """Put a supplier away."""


class RestaurarFornecedor(
    _Restaurar,
    kind="fornecedor.restaurar",
    permission="cadastros/fornecedores",
    policy=Policy.RECORD,
    audited=True,
):
    """Take a supplier out again."""


_ARCHIVED: dict[type[Command], type[Tracked]] = {
    ArquivarEmpresa: Empresa,
    RestaurarEmpresa: Empresa,
    ArquivarCliente: Cliente,
    RestaurarCliente: Cliente,
    ArquivarFornecedor: Fornecedor,
    RestaurarFornecedor: Fornecedor,
}
