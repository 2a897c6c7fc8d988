"""Takes a batch that was read from a source into the rows, for the first time or again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlalchemy import select

from core.arquivos.models import Blob
from core.command import Command, Context, Policy, Result
from core.command.files import file_bytes
from core.db.base import living
from core.db.types import JsonValue
from core.errors import NotFound
from core.parts import Batch, Package
from core.producao.commands.chegada import Chegada
from core.producao.commands.lote import PERMISSION, Nome, new_lote
from core.producao.commands.peca import refuse_done
from core.producao.models.lote import Importacao, Lote, Pacote
from core.producao.models.peca import Peca, PecaCopia
from core.producao.queries.lote import copias_do_lote, por_nome
from core.producao.rules.forma import batch_from_bytes, part_of
from core.producao.rules.importacao import (
    Decisao,
    Diferenca,
    Mudanca,
    check_batch,
    differences,
    refuse_undecided,
)
from core.producao.rules.lote import name_key, released

LISTED = 500
"""Differences that the result names one by one; the sums count all."""

type Copies = dict[UUID, list[PecaCopia]]

Sha = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class ImportarLote(Command, kind="lote.importar", permission=PERMISSION, policy=Policy.RECORD):
    """Take what a source holds into a batch: a new one, or one that is there.

    The same `fonte` again changes what it brought before; another one adds to it.

    Attributes:
        lote: hash of the batch as it was read (`core.formats.batch_form`).
        lote_id: the batch to extend; None for the living one called `nome`, which is made where
            there is none.
        fonte: what people call the source.
        relatorio: hash of the import's report.
        arquivo: hash of the source itself.
        decisoes: what to do about parts that changed, by their id in the source.
        codigos_do_servidor: the piece codes in the file are placeholders; the server gives them.
        so_comparar: say what would change, and change nothing.
    """

    lote: Sha
    fonte: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    lote_id: UUID | None = None
    nome: Nome | None = None
    relatorio: Sha | None = None
    arquivo: Sha | None = None
    contagens: dict[str, JsonValue] = Field(default={}, max_length=50)
    decisoes: dict[str, Decisao] = Field(default={})
    codigos_do_servidor: bool = False
    so_comparar: bool = False

    def run(self, ctx: Context) -> Result:
        """Read the file and change the rows.

        Raises:
            NotFound: a file or the batch is not here.
            InputError: the file is no batch, or a decision belongs to no difference.
            Refused: the batch is done, a released one changed and nobody decided, a piece code
                is taken, or a piece that would go was cut or lies in a confirmed plan.
        """
        batch = batch_from_bytes(file_bytes(ctx.session, self.lote), self.fonte)
        check_batch(batch, own_codes=not self.codigos_do_servidor)
        refuse_missing(ctx, (self.lote, self.relatorio, self.arquivo))
        if self.so_comparar:
            return self._compare(ctx, batch)
        lote = self._lote(ctx, batch)
        refuse_done(lote)
        known, copies = _known(ctx, lote, self.fonte)
        found = self._differences(ctx, lote, batch, known, copies)
        if released(lote.estado):
            refuse_undecided(found)
        importacao = self._keep(ctx, lote, found)
        arrival = Chegada(ctx, lote, importacao, server_codes=self.codigos_do_servidor)
        arrival.take(batch, found, known, copies)
        followed = any(one.decisao is not Decisao.MANTER for one in found)
        if followed or arrival.hardware_changed:
            lote.revisao += 1
            importacao.lote_revisao = lote.revisao
        ctx.session.flush()
        return {
            "id": str(lote.id),
            "number": lote.number,
            "importacao_id": str(importacao.id),
            **_told(found),
        }

    def _compare(self, ctx: Context, batch: Batch) -> Result:
        if self.lote_id is not None:
            lote: Lote | None = ctx.get(Lote, self.lote_id)
        else:
            lote = por_nome(ctx.session, self.nome or batch.name)
        if lote is None:
            found = differences(Batch(batch.name, ()), batch, frozenset(), self.decisoes)
            return {"id": None, **_told(found)}
        known, copies = _known(ctx, lote, self.fonte)
        found = self._differences(ctx, lote, batch, known, copies)
        return {"id": str(lote.id), **_told(found)}

    def _lote(self, ctx: Context, batch: Batch) -> Lote:
        if self.lote_id is not None:
            return ctx.locked(Lote, self.lote_id)
        return named_or_new(ctx, self.nome or batch.name)

    def _differences(
        self, ctx: Context, lote: Lote, batch: Batch, known: list[Peca], copies: Copies
    ) -> list[Diferenca]:
        edited = frozenset(
            peca.chave_origem for peca in known if peca.revisao != peca.revisao_origem
        )
        return differences(_before(ctx, lote, known, copies), batch, edited, self.decisoes)

    def _keep(self, ctx: Context, lote: Lote, found: list[Diferenca]) -> Importacao:
        importacao = Importacao(
            id=ctx.new_id("importacao"),
            lote_id=lote.id,
            fonte=self.fonte,
            lote_sha256=self.lote,
            relatorio_sha256=self.relatorio,
            arquivo_sha256=self.arquivo,
            contagens=dict(self.contagens),
            diferencas=_told(found),
            lote_revisao=lote.revisao,
        )
        ctx.session.add(importacao)
        ctx.session.flush()
        return importacao


def named_or_new(ctx: Context, nome: str) -> Lote:
    """The living batch of this name, held; a new one where there is none."""
    statement = select(Lote).where(Lote.chave == name_key(nome), living(Lote)).with_for_update()
    found = ctx.session.scalars(
        statement, execution_options={"populate_existing": True}
    ).one_or_none()
    if found is not None:
        return found
    lote = new_lote(ctx, nome)
    ctx.session.flush()
    return lote


def refuse_missing(ctx: Context, hashes: Iterable[str | None]) -> None:
    """Refuse files that nobody sent.

    Raises:
        NotFound: one of them is not known.
    """
    wanted = {one for one in hashes if one is not None}
    here = set(ctx.session.scalars(select(Blob.sha256).where(Blob.sha256.in_(wanted))))
    if wanted - here:
        raise NotFound("comando.arquivo_ausente", sha256=min(wanted - here))


def _known(ctx: Context, lote: Lote, fonte: str) -> tuple[list[Peca], Copies]:
    """What the batch has of this source, and the active copies in the batch."""
    statement = (
        select(Peca)
        .join(Importacao, Importacao.id == Peca.importacao_id)
        .where(Peca.lote_id == lote.id, living(Peca), Importacao.fonte == fonte)
        .order_by(Peca.ordem, Peca.id)
    )
    known = list(ctx.session.scalars(statement))
    return known, copias_do_lote(ctx.session, lote.id) if known else {}


def _before(ctx: Context, lote: Lote, known: list[Peca], copies: Copies) -> Batch:
    if not known:
        return Batch(lote.nome, ())
    pacotes = {
        pacote.id: pacote
        for pacote in ctx.session.scalars(select(Pacote).where(Pacote.lote_id == lote.id))
    }
    parts = tuple(
        part_of(peca, pacotes[peca.pacote_id], copies.get(peca.id, ()), key=peca.chave_origem)
        for peca in known
    )
    return Batch(lote.nome, (Package("", "", parts),))


def _sums(found: list[Diferenca]) -> dict[str, JsonValue]:
    counted = {f"{kind.value}s": sum(one.mudanca is kind for one in found) for kind in Mudanca}
    kept = sum(one.decisao is Decisao.MANTER for one in found)
    return {**counted, "mantidas": kept}


def _told(found: list[Diferenca]) -> Result:
    old = [one for one in found if one.mudanca is not Mudanca.NOVA]
    return {**_sums(found), "diferencas": [one.form() for one in old[:LISTED]]}
