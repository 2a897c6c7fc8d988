"""The jobs of plans leave one effect, however often they are asked for, lost or carried out."""

import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from core.db.unit import Unit
from core.errors import NotFound, Refused
from core.jobs.lifecycle import claim, sweep
from core.jobs.models import JobState
from core.machine.profile import load
from core.parts.codes import MemoryRegister
from core.pipeline.reading import read
from core.producao.commands.plano import CancelarPlano, ConfirmarPlano, PararBusca
from core.producao.models.lote import Lote
from core.producao.models.peca import Peca
from core.producao.models.plano import ArquivoPlano, ChapaPlano, ColocacaoPeca, Plano
from core.producao.queries.plano import igual
from core.producao.rules.pedido_plano import AjustesPlano
from core.producao.rules.plano import EstadoPlano, EstadoProva, TipoPlano
from server.jobs import kinds
from server.jobs.child import attempt
from server.jobs.raw_drawings import raw_drawings
from server.jobs.work import Work
from server.storage.files import files_from
from tests.support.databases import run, someone
from tests.support.jobs import Shop, open_shop
from tests.support.lotes import imported
from tests.support.pipeline import settings as search_settings
from tests.support.pipeline import small_source
from tests.support.planos import PLANEJADOR


@pytest.fixture(scope="module", autouse=True)
def known_kinds() -> None:
    kinds.load(["tests.support.job_kinds"])


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    """A fresh database of each kind, where nobody carries anything out."""
    with open_shop(database_url, tmp_path, "none") as opened:
        yield opened


@pytest.fixture
def lote(shop: Shop, tmp_path: Path) -> UUID:
    source = small_source(tmp_path / "fonte")
    batch = read([source], search_settings(), codes=MemoryRegister()).batch
    return UUID(str(imported(shop.database, batch, nome="Teste")["id"]))


def arguments(shop: Shop, lote: UUID, tipo: TipoPlano, **more: Any) -> dict[str, Any]:
    files = files_from(shop.settings)
    with Unit(shop.database) as unit:
        data = load("router").model_dump_json().encode()
        perfil = files.put(unit.session, data, "application/json")
        unit.commit()
    files.close()
    ajustes = AjustesPlano(tipo=tipo, segundos=0.3).model_dump(mode="json")
    return {"lote": str(lote), "ajustes": ajustes, "perfil": perfil, "maquina_id": None, **more}


def carry_out(shop: Shop, job: UUID) -> bool:
    """One attempt at a job in this process; False where there is nothing to do."""
    with Unit(shop.database) as unit:
        held = claim(unit.session, 600.0, job_id=job)
        unit.commit()
    if held is None:
        return False
    attempt(shop.settings, shop.database, held, threading.Event())
    return True


def counted(shop: Shop) -> tuple[int, int, int]:
    """Plans, sheets, and places of pieces."""
    with Unit(shop.database, writes=False) as unit:
        models = (Plano, ChapaPlano, ColocacaoPeca)
        plans, sheets, places = (unit.session.query(model).count() for model in models)
    return plans, sheets, places


def the_plan(shop: Shop) -> Plano:
    with Unit(shop.database, writes=False) as unit:
        return unit.session.query(Plano).one()


@pytest.mark.parametrize("tipo", TipoPlano)
def test_a_search_asked_for_twice_leaves_one_plan_and_so_do_its_files(
    shop: Shop, lote: UUID, tipo: TipoPlano
) -> None:
    given = arguments(shop, lote, tipo)
    search = {"plano.nesting": 1, "plano.seccionadora": 2}
    name = next(name for name in search if name.endswith(tipo.value))
    files = "plano.arquivos" + ("" if tipo is TipoPlano.NESTING else "_seccionadora")

    first = shop.ask(name, key="k", actor=PLANEJADOR, **given)
    assert shop.ask(name, key="k", actor=PLANEJADOR, **given) == first
    assert [carry_out(shop, first), carry_out(shop, first)] == [True, False]

    assert shop.job(first).state is JobState.DONE, shop.job(first).error_values
    assert counted(shop) == (1, 1, 3)
    plan = the_plan(shop)
    assert (plan.tipo, plan.estado, plan.nao_colocadas) == (tipo, EstadoPlano.OTIMIZADO, 0)

    run(shop.database, ConfirmarPlano(id=plan.id), PLANEJADOR)
    made = shop.ask(files, key="f", actor=PLANEJADOR, plano=str(plan.id))
    assert shop.ask(files, key="f", actor=PLANEJADOR, plano=str(plan.id)) == made
    assert [carry_out(shop, made), carry_out(shop, made)] == [True, False]

    assert shop.job(made).state is JobState.DONE, shop.job(made).error_values
    plan = the_plan(shop)
    assert (plan.estado, plan.prova) == (EstadoPlano.EXPORTADO, EstadoProva.APROVADA)
    with Unit(shop.database, writes=False) as unit:
        names = {one.nome for one in unit.session.query(ArquivoPlano)}
        sheet = unit.session.query(ChapaPlano).one()
    assert {"layout.json", "report.json", "plan.pdf"} <= names
    assert (sheet.programa in names) == (tipo is TipoPlano.NESTING)


def test_an_attempt_that_was_lost_leaves_nothing_when_it_ends_late(shop: Shop, lote: UUID) -> None:
    job = shop.ask("plano.nesting", actor=PLANEJADOR, **arguments(shop, lote, TipoPlano.NESTING))
    with Unit(shop.database) as unit:
        late = claim(unit.session, -1.0, job_id=job)
        unit.commit()
    assert late is not None
    with Unit(shop.database) as unit:
        assert sweep(unit.session) == 1
        unit.session.query(type(shop.job(job))).update({"run_after": shop.job(job).created_at})
        unit.commit()

    assert carry_out(shop, job)
    attempt(shop.settings, shop.database, late, threading.Event())

    assert counted(shop) == (1, 1, 3)


def test_a_final_run_is_whole_or_leaves_nothing(shop: Shop, lote: UUID) -> None:
    given = arguments(shop, lote, TipoPlano.NESTING, final=True)
    with Unit(shop.database) as unit:
        unit.session.get_one(Lote, lote).suspenso = True
        unit.commit()

    refused = shop.ask("plano.nesting", actor=PLANEJADOR, **given)
    carry_out(shop, refused)

    assert (shop.job(refused).state, shop.job(refused).error_code) == (
        JobState.FAILED,
        "plano.lote_suspenso",
    )
    assert counted(shop) == (0, 0, 0)


def test_a_batch_that_changed_during_the_search_gets_no_plan(shop: Shop, lote: UUID) -> None:
    job = shop.ask("plano.nesting", actor=PLANEJADOR, **arguments(shop, lote, TipoPlano.NESTING))
    changed = threading.Event()

    class Changing(threading.Event):
        """Asked whether to stop, once the search runs: somebody changes the batch just then."""

        def is_set(self) -> bool:
            if not changed.is_set():
                changed.set()
                with Unit(shop.database) as unit:
                    unit.session.get_one(Lote, lote).revisao += 1
                    unit.commit()
            return False

    with Unit(shop.database) as unit:
        held = claim(unit.session, 600.0, job_id=job)
        unit.commit()
    assert held is not None
    attempt(shop.settings, shop.database, held, Changing())

    assert shop.job(job).error_code == "plano.lote_mudou"
    assert counted(shop) == (0, 0, 0)


def test_only_what_is_missing_is_laid_again(shop: Shop, lote: UUID) -> None:
    given = arguments(shop, lote, TipoPlano.NESTING)
    carry_out(shop, shop.ask("plano.nesting", actor=PLANEJADOR, **given))
    plan = the_plan(shop)
    run(shop.database, ConfirmarPlano(id=plan.id), PLANEJADOR)
    missing = {**given, "ajustes": {**given["ajustes"], "faltantes": True}}

    carry_out(shop, shop.ask("plano.nesting", actor=PLANEJADOR, **missing))
    assert counted(shop)[2] == 3

    run(shop.database, CancelarPlano(id=plan.id, motivo="x"), PLANEJADOR)
    carry_out(shop, shop.ask("plano.nesting", actor=PLANEJADOR, **missing))
    assert counted(shop)[2] == 6


def test_a_plan_with_the_same_settings_is_found_again_until_it_is_thrown_away(
    shop: Shop, lote: UUID
) -> None:
    carry_out(
        shop,
        shop.ask("plano.nesting", actor=PLANEJADOR, **arguments(shop, lote, TipoPlano.NESTING)),
    )
    plan = the_plan(shop)

    def found() -> Plano | None:
        with Unit(shop.database, writes=False) as unit:
            row = unit.session.get_one(Lote, lote)
            return igual(unit.session, row, str(plan.impressao))

    again = found()
    assert again is not None
    assert again.id == plan.id
    run(shop.database, CancelarPlano(id=plan.id, motivo="x"), PLANEJADOR)
    assert found() is None


def imported_by_job(shop: Shop, tmp_path: Path) -> UUID:
    """A batch that the server read itself, so that it keeps the source."""
    folder = small_source(tmp_path / "origem")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    files = files_from(shop.settings)
    with Unit(shop.database) as unit:
        sha256 = files.put(unit.session, packed.getvalue(), "application/zip")
        unit.commit()
    files.close()
    office = someone("producao/lote")
    job = shop.ask("lote.importar", actor=office, arquivo=sha256, fonte="lista", nome="Lido")
    carry_out(shop, job)
    result = shop.job(job).result
    assert result is not None, shop.job(job).error_values
    return UUID(str(result["id"]))


def test_the_proof_counts_the_raw_drawings_of_parts_nobody_changed(
    shop: Shop, tmp_path: Path
) -> None:
    lote = imported_by_job(shop, tmp_path)
    job = shop.ask(
        "plano.nesting", actor=PLANEJADOR, **arguments(shop, lote, TipoPlano.NESTING, final=True)
    )
    with Unit(shop.database) as unit:
        held = claim(unit.session, 600.0, job_id=job)
        unit.commit()
    assert held is not None
    work = Work(shop.settings, shop.database, held, threading.Event())

    whole = raw_drawings(work, lote)
    with Unit(shop.database) as unit:
        changed = unit.session.query(Peca).filter_by(lote_id=lote, nome="TAMPO").one()
        changed.revisao += 1
        unit.commit()
    fewer = raw_drawings(work, lote)
    work.close()

    assert len(whole) == 3
    assert set(whole) - set(fewer) == {changed.chave}
    attempt(shop.settings, shop.database, held, threading.Event())
    assert shop.job(job).state is JobState.DONE, shop.job(job).error_values
    assert the_plan(shop).estado is EstadoPlano.EXPORTADO


def test_files_that_would_cut_less_than_was_drawn_are_not_kept(shop: Shop, tmp_path: Path) -> None:
    lote = imported_by_job(shop, tmp_path)
    with Unit(shop.database) as unit:
        drilled = unit.session.query(Peca).filter_by(lote_id=lote, nome="LATERAL").one()
        assert len(drilled.operacoes) == 2
        drilled.operacoes = drilled.operacoes[:1]
        unit.commit()
    given = arguments(shop, lote, TipoPlano.NESTING, final=True)

    job = shop.ask("plano.nesting", actor=PLANEJADOR, **given)
    carry_out(shop, job)

    assert shop.job(job).error_code == "plano.prova_reprovada"
    assert counted(shop) == (0, 0, 0)


def test_a_search_told_to_stop_keeps_its_best(shop: Shop, lote: UUID) -> None:
    given = arguments(shop, lote, TipoPlano.NESTING)
    given["ajustes"]["segundos"] = 3000.0
    job = shop.ask("plano.nesting", actor=PLANEJADOR, **given)

    run(shop.database, PararBusca(id=job), PLANEJADOR)
    run(shop.database, PararBusca(id=job), PLANEJADOR)
    carry_out(shop, job)

    assert shop.job(job).state is JobState.DONE, shop.job(job).error_values
    assert counted(shop) == (1, 1, 3)
    with pytest.raises(Refused, match=r"plano\.sem_busca"):
        run(shop.database, PararBusca(id=job), PLANEJADOR)


def test_only_ones_own_search_is_stopped(shop: Shop, lote: UUID) -> None:
    given = arguments(shop, lote, TipoPlano.NESTING)
    job = shop.ask("plano.nesting", actor=PLANEJADOR, **given)
    other = shop.ask("teste.nada", actor=PLANEJADOR)

    with pytest.raises(NotFound):
        run(shop.database, PararBusca(id=job), someone("planos-producao/nesting"))
    with pytest.raises(Refused, match=r"plano\.sem_busca"):
        run(shop.database, PararBusca(id=other), PLANEJADOR)
