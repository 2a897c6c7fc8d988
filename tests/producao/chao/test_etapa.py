from __future__ import annotations

from uuid import UUID

import pytest

from core.command import AlterarCampos, Change, Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.producao.commands.etapa import (
    ArquivarEtapa,
    CriarEtapa,
    DefinirEmbalagem,
    DefinirExigencia,
    IniciarEtapas,
    RestaurarEtapa,
)
from core.producao.queries.apontamento import etapas
from core.producao.rules.etapas import FormEtapa
from tests.support.databases import run, someone

TECNICO = someone("producao/maquinas", username="tecnico")


def todas(database: Database) -> dict[str, tuple[UUID, str | None, bool]]:
    with Unit(database, writes=False) as unit:
        rows = etapas(unit.session)
        codes = {row.id: row.codigo for row in rows}
        return {
            row.codigo: (row.id, codes.get(row.exige_id) if row.exige_id else None, row.embala)
            for row in rows
        }


def criar(database: Database, codigo: str = "pintura", exige_id: UUID | None = None) -> UUID:
    form = FormEtapa(nome="Pintura", ordem=25)
    made = run(database, CriarEtapa(codigo=codigo, dados=form, exige_id=exige_id), TECNICO)
    return UUID(str(made["id"]))


def test_a_new_installation_has_five_stages_with_the_same_keys_everywhere(
    database: Database,
) -> None:
    for _ in range(2):
        run(database, IniciarEtapas(), TECNICO)
    found = todas(database)

    assert list(found) == ["corte", "fita", "furacao", "montagem", "expedicao"]
    assert [code for code, (_, _, packs) in found.items() if packs] == ["expedicao"]
    assert str(found["corte"][0]).startswith("01900000-0000-7")
    assert found["fita"][1] == "corte"


def test_stage_is_added_edited_and_asks_for_another(database: Database) -> None:
    key = criar(database)
    with pytest.raises(Refused, match=r"etapa\.repetida"):
        criar(database, " PINTURA ")
    with pytest.raises(NotFound):
        criar(database, "outra", new_id())
    first = todas(database)["corte"][0]
    run(database, DefinirExigencia(id=key, exige_id=first), TECNICO)
    with pytest.raises(Refused, match=r"etapa\.circulo"):
        run(database, DefinirExigencia(id=first, exige_id=key), TECNICO)
    with pytest.raises(Refused, match=r"etapa\.circulo"):
        run(database, DefinirExigencia(id=key, exige_id=key), TECNICO)
    assert todas(database)["pintura"][1] == "corte"
    edit = {"ordem": Change(was=25, to=1)}
    run(database, AlterarCampos(collection="etapa", id=key, base=10**6, set=edit), TECNICO)

    assert next(iter(todas(database))) == "pintura"
    wrong = {"ordem": Change(was=1, to=-1)}
    with pytest.raises(InputError):
        run(database, AlterarCampos(collection="etapa", id=key, base=10**6, set=wrong), TECNICO)


def test_pieces_are_packed_at_one_stage(database: Database) -> None:
    key = criar(database)
    run(database, DefinirEmbalagem(id=key), TECNICO)
    run(database, DefinirEmbalagem(id=key), TECNICO)

    assert [code for code, (_, _, packs) in todas(database).items() if packs] == ["pintura"]
    with pytest.raises(Refused, match=r"etapa\.embala"):
        run(database, ArquivarEtapa(id=key), TECNICO)


def test_put_away_nobody_asks_for_it(database: Database) -> None:
    key = criar(database)
    after = criar(database, "verniz", key)
    for _ in range(2):
        run(database, ArquivarEtapa(id=key), TECNICO)
    assert todas(database)["verniz"] == (after, None, False)
    again = criar(database)
    with pytest.raises(Refused, match=r"etapa\.repetida"):
        run(database, RestaurarEtapa(id=key), TECNICO)
    run(database, ArquivarEtapa(id=again), TECNICO)
    run(database, RestaurarEtapa(id=key), TECNICO)

    assert todas(database)["pintura"][0] == key


KEY = new_id()


@pytest.mark.parametrize(
    "command",
    [
        IniciarEtapas(),
        CriarEtapa(codigo="x", dados=FormEtapa(nome="X", ordem=1)),
        DefinirExigencia(id=KEY, exige_id=None),
        DefinirEmbalagem(id=KEY),
        ArquivarEtapa(id=KEY),
        RestaurarEtapa(id=KEY),
        AlterarCampos(collection="etapa", id=KEY, base=0, set={}),
    ],
    ids=lambda command: command.kind,
)
def test_without_the_permission_nothing_is_done(database: Database, command: Command) -> None:
    with pytest.raises(Denied):
        run(database, command, someone("producao/apontamento"))
