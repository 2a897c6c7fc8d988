"""What is done to a row of any of a machine's tables, or to the whole table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast
from uuid import UUID

from pydantic import Field
from sqlalchemy import func, select

from core.command import Command, Context, Result
from core.db.base import living
from core.errors import Refused
from core.producao.commands.maquina import assunto, maquina_ou_nova, refazer_perfil
from core.producao.models.maquina import Corte, Maquina, RegraCamada
from core.producao.queries.maquina import FORMAS, Linha, dados_de, linhas
from core.producao.rules.ajustes import (
    Dados,
    DadosCamada,
    DadosCorte,
    chave_camada,
    comparar,
    ler_lista,
    linha_inteira,
)
from core.producao.rules.livre import Livre


class DeTabela(Command):
    """What is done to one of a machine's tables; a subclass says to which."""

    tabela: ClassVar[type[Linha]]


class CriarLinha(DeTabela):
    """Add a row at the table's end.

    Attributes:
        maquina_id: None for the default machine.
        extra: further keys that the old interface is to get back.
    """

    id: UUID | None = None
    maquina_id: UUID | None = None
    extra: Livre = Field(default_factory=dict)

    def run(self, ctx: Context) -> Result:
        """Add it and make the profile anew.

        Raises:
            Refused: the machine has a rule for that layer.
            NotFound: the machine is not there.
        """
        dados: Dados = cast("Any", self).dados
        maquina = maquina_ou_nova(ctx, self.maquina_id)
        last = select(func.max(self.tabela.ordem)).where(
            self.tabela.maquina_id == maquina.id, living(self.tabela)
        )
        highest = ctx.session.scalar(last)
        _one_of_a_kind(ctx, maquina.id, dados)
        row = _new(
            self.tabela,
            self.id or ctx.new_id(),
            maquina.id,
            0 if highest is None else highest + 1,
            dados,
            {**linha_inteira(dados), **self.extra},
        )
        ctx.session.add(row)
        refazer_perfil(ctx, maquina)
        return {"id": str(row.id), "number": row.number}


class AlterarLinha(DeTabela):
    """Change a row's values."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Write what differs and make the profile anew.

        Raises:
            Refused: the machine has another rule for that layer.
            NotFound: it is not there.
        """
        dados: Dados = cast("Any", self).dados
        row = ctx.locked(self.tabela, self.id)
        _one_of_a_kind(ctx, row.maquina_id, dados, row.id)
        _write(row, row.ordem, dados, row.extra)
        refazer_perfil(ctx, ctx.get(Maquina, row.maquina_id, archived=True))
        return {"id": str(row.id)}


class ArquivarLinha(DeTabela):
    """Put a row away."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Put it away; to do it again changes nothing.

        Raises:
            NotFound: it never was.
        """
        row = ctx.locked(self.tabela, self.id, archived=True)
        if row.archived_at is None:
            row.archived_at = ctx.now
            refazer_perfil(ctx, ctx.get(Maquina, row.maquina_id, archived=True))
        return {}


class RestaurarLinha(DeTabela):
    """Take a row out again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take it out; a cut setting comes back as one of several, not as the default.

        Raises:
            Refused: the machine has another rule for that layer by now.
        """
        row = ctx.locked(self.tabela, self.id, archived=True)
        if row.archived_at is None:
            return {}
        dados = dados_de(row)
        if isinstance(row, Corte):
            row.padrao = False
        else:
            _one_of_a_kind(ctx, row.maquina_id, dados, row.id)
        row.archived_at = None
        refazer_perfil(ctx, ctx.get(Maquina, row.maquina_id, archived=True))
        return {}


class SubstituirLinhas(DeTabela):
    """Make the table this list, as the old interface sends it whole.

    Rows that are in both keep their keys; what is missing is put away.

    Attributes:
        maquina_id: None for the default machine.
    """

    maquina_id: UUID | None = None
    linhas: list[Livre]

    def subject(self) -> str:
        """The machine."""
        return assunto(self.maquina_id)

    def run(self, ctx: Context) -> Result:
        """Apply what differs and make the profile anew.

        Raises:
            InputError: too many rows, or a value does not fit; names the place.
            Refused: two rows are about one layer.
        """
        wanted = ler_lista(FORMAS[self.tabela], self.linhas)
        _consistent(self.tabela, [dados for dados, _ in wanted])
        maquina = maquina_ou_nova(ctx, self.maquina_id)
        present = linhas(ctx.session, self.tabela, maquina.id)
        change = comparar(present, wanted, lambda row: dados_de(row).chave(), _key)
        for row in change.sumidos:
            row.archived_at = ctx.now
        if self.tabela is Corte:
            # the default moves: out of the way first
            for row, (dados, _), _ in change.iguais:
                if isinstance(row, Corte) and row.padrao and not cast("DadosCorte", dados).padrao:
                    row.padrao = False
        ctx.session.flush()
        for row, (dados, extra), place in change.iguais:
            _write(row, place, dados, extra)
        for (dados, extra), place in change.novos:
            new = _new(self.tabela, ctx.new_id(place), maquina.id, place, dados, extra)
            ctx.session.add(new)
        refazer_perfil(ctx, maquina)
        return {
            "novos": len(change.novos),
            "removidos": len(change.sumidos),
            "mantidos": len(change.iguais),
        }


def _key(wanted: tuple[Dados, dict[str, Any]]) -> object:
    return wanted[0].chave()


def _consistent(tabela: type[Linha], dados: Sequence[Dados]) -> None:
    if tabela is RegraCamada:
        seen: set[object] = set()
        for one in dados:
            if one.chave() in seen:
                raise Refused("maquina.camada_repetida", nome=cast("DadosCamada", one).nome)
            seen.add(one.chave())
    if tabela is Corte and sum(cast("DadosCorte", one).padrao for one in dados) > 1:
        raise Refused("maquina.corte_padrao")


def _one_of_a_kind(
    ctx: Context, maquina_id: UUID, dados: Dados, besides: UUID | None = None
) -> None:
    """One rule a layer; and the default mark of cuts moves to the one that asks for it."""
    if isinstance(dados, DadosCamada):
        same = select(RegraCamada.id).where(
            RegraCamada.maquina_id == maquina_id,
            RegraCamada.chave == chave_camada(dados.nome),
            living(RegraCamada),
        )
        found = ctx.session.scalars(same).first()
        if found is not None and found != besides:
            raise Refused("maquina.camada_repetida", nome=dados.nome)
    if isinstance(dados, DadosCorte) and dados.padrao:
        marked = select(Corte).where(Corte.maquina_id == maquina_id, Corte.padrao, living(Corte))
        for corte in ctx.session.scalars(marked.where(Corte.id != besides) if besides else marked):
            corte.padrao = False
        ctx.session.flush()


def _columns(tabela: type[Linha], dados: Dados) -> dict[str, Any]:
    values = {name: getattr(dados, name) for name in type(dados).model_fields}
    if tabela is RegraCamada:
        values["chave"] = dados.chave()
    return values


def _new(
    tabela: type[Linha],
    key: UUID,
    maquina_id: UUID,
    ordem: int,
    dados: Dados,
    extra: Mapping[str, Any],
) -> Linha:
    return tabela(
        id=key, maquina_id=maquina_id, ordem=ordem, extra=dict(extra), **_columns(tabela, dados)
    )


def _write(row: Linha, ordem: int, dados: Dados, extra: Mapping[str, Any]) -> None:
    values = {"ordem": ordem, "extra": dict(extra), **_columns(type(row), dados)}
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
