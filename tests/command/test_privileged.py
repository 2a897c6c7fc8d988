"""Which commands are written to the audit: each one that is not stands here with the reason."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

import core.schema
from core.command import Command, Context, Policy, Result, execute, kinds
from core.command.log import Auditoria
from core.db.engine import Database
from core.db.unit import Unit
from core.ids import new_id
from tests.support.databases import run, someone

UNAUDITED: dict[str, tuple[str, ...]] = {
    "the day's work: what was read, cut, packed or met, kept with who and when as a fact": (
        "apontamento.desfazer",
        "apontamento.registrar",
        "apontamento.resolver",
        "ocorrencia.abrir",
        "ocorrencia.alterar",
        "ocorrencia.concluir",
        "ocorrencia.repor",
        "plano.chapa_cortada",
        "plano.chapa_ruim",
        "plano.iniciar_corte",
        "plano.parou_aqui",
        "volume.abrir",
        "volume.fechar",
        "volume.imprimir",
        "volume.reabrir",
        "volume.remover_item",
    ),
    "stock: each leaves a movement or a reservation, which say who and never change": (
        "estoque.cancelar_entrada",
        "estoque.consumir",
        "estoque.consumir_reserva",
        "estoque.devolver_reserva",
        "estoque.receber_entrada",
        "estoque.registrar_entrada",
        "estoque.registrar_sobra",
        "estoque.reservar",
        "estoque.reservar_material",
        "estoque.retornar",
        "estoque.transferir",
    ),
    "a new record, which says who made it": (
        "chapa.criar",
        "cliente.criar",
        "corte.criar",
        "empresa.criar",
        "etapa.criar",
        "ferragem.adicionar",
        "ferramenta.criar",
        "fornecedor.criar",
        "layout_etiqueta.criar",
        "local_estoque.criar",
        "lote.criar",
        "lote.importar",
        "maquina.criar",
        "motivo.criar",
        "pacote.criar",
        "peca.adicionar",
        "peca.duplicar",
        "plano.registrar",
        "regra_camada.criar",
    ),
    "fields of one record, by whoever keeps such records": (
        "chapa.alterar",
        "corte.alterar",
        "empresa.trocar_logo",
        "etapa.embalar",
        "etapa.exigir",
        "ferragem.alterar",
        "ferramenta.alterar",
        "layout_etiqueta.alterar",
        "local_estoque.alterar",
        "lote.prazo",
        "lote.renomear",
        "lote.responsavel",
        "maquina.alterar",
        "motivo.salvar",
        "pacote.alterar",
        "peca.alterar",
        "peca.operacoes",
        "peca.quantidade",
        "peca.refazer",
        "registro.alterar",
        "regra_camada.alterar",
    ),
    "the usual next step of a batch or a plan, by whoever plans": (
        "lote.arquivo_final",
        "lote.conferir",
        "lote.iniciar",
        "lote.planejar",
        "plano.confirmar",
        "plano.desfazer_otimizacao",
        "plano.executar",
        "plano.exportar",
        "plano.reservar_faltantes",
        "trabalho.pedir",
    ),
    "bytes on their way into the storage": (
        "arquivo.abrir_envio",
        "arquivo.concluir_envio",
        "arquivo.desistir_envio",
        "arquivo.planejar_envio",
    ),
    "the product's own housekeeping": (
        "estoque.expirar_reservas",
        "etapa.iniciar",
        "sessao.limpar",
        "trabalho.limpar",
    ),
}

OWNER = someone(username="dono")
OTHER = someone(username="outro")


class _Mexer(Command, kind="teste.mexer", permission="*", policy=Policy.RECORD, audited=True):
    """Touches what a person has."""

    dono: UUID

    def privileged(self, ctx: Context) -> bool:
        return self.dono != ctx.actor.id

    def run(self, ctx: Context) -> Result:  # noqa: ARG002 - the shape of a command
        return {}


def products() -> dict[str, type[Command]]:
    """The commands of the product, without those of tests."""
    assert core.schema.METADATA.tables
    return {kind: made for kind, made in kinds().items() if made.__module__.startswith("core.")}


def test_every_command_is_audited_or_says_why_not() -> None:
    open_ones = {kind for kind, made in products().items() if not made.audited}
    excused = {kind for group in UNAUDITED.values() for kind in group}

    assert open_ones == excused


def test_nothing_is_excused_twice() -> None:
    listed = [kind for group in UNAUDITED.values() for kind in group]

    assert sorted(set(listed)) == sorted(listed)


@pytest.mark.parametrize(
    "verb", ["arquivar", "restaurar", "remover", "substituir_lista", "padrao", "cancelar"]
)
def test_no_excuse_will_do_for_what_takes_away_or_replaces(verb: str) -> None:
    found = {kind: made.audited for kind, made in products().items() if kind.endswith(f".{verb}")}

    assert found
    assert all(found.values()), found


def test_what_is_a_privilege_towards_others_only_is_audited_towards_them(
    database: Database,
) -> None:
    assert OWNER.id is not None
    for actor in (OWNER, OTHER):
        run(database, _Mexer(dono=OWNER.id), actor)

    with database.sessions() as session:
        lines = session.scalars(select(Auditoria)).all()
    assert [(line.ato, line.username) for line in lines] == [("teste.mexer", "outro")]


def test_a_repetition_is_audited_once(database: Database) -> None:
    assert OWNER.id is not None
    op_id = new_id()
    for _ in range(2):
        with Unit(database) as unit:
            execute(unit, _Mexer(dono=OWNER.id), OTHER, op_id=op_id)
            unit.commit()

    with database.sessions() as session:
        assert len(session.scalars(select(Auditoria)).all()) == 1
