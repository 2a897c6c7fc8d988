"""Whatever happens in whatever order: what is shown follows from the pages and the ledger alone."""

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.cadastros.commands import ArquivarCliente, CriarCliente, RestaurarCliente
from core.cadastros.models import Cliente
from core.cadastros.rules import DadosCliente
from core.command import Command, changes
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import RadhaError
from core.producao.commands.apontamento import RegistrarApontamento
from core.producao.commands.motivo import ArquivarMotivo, CriarMotivo, RestaurarMotivo
from core.producao.models.ocorrencia import Motivo
from core.producao.models.peca import PecaCopia
from tests.support.caches import MORNING, Server, Station, dump, person, rebuilt
from tests.support.chao import semear

OTHER = person("bia")
EXAMPLES = int(os.environ.get("RADHA_CACHE_EXAMPLES", "8"))
"""The long run lives 500 lives, each its own."""
CPFS = (None, "52998224725", "11144477735")
NAMES = ("Ana", "Rui", "Eva", "Ivo")

type Choice = tuple[str, int, int]
"""What is done, and two numbers that choose its arguments among what is there."""

KINDS = (
    "cliente.criar",
    "cliente.alterar",
    "cliente.arquivar",
    "cliente.restaurar",
    "motivo.criar",
    "motivo.arquivar",
    "motivo.restaurar",
    "apontamento",
)
choices = st.tuples(st.sampled_from(KINDS), st.integers(0, 7), st.integers(0, 7))
steps = st.one_of(
    st.tuples(st.just("do"), choices),
    st.tuples(st.just("do"), choices),
    st.tuples(st.just("elsewhere"), choices),
    st.tuples(st.just("push"), st.integers(1, 4)),
    st.tuples(st.just("pull"), st.integers(1, 3)),
    st.tuples(st.just("pull and die"), st.integers(1, 3)),
    st.tuples(st.just("run and die"), choices),
    st.tuples(st.just("record and die"), choices),
    st.tuples(st.just("snapshot"), st.just(0)),
)


def command_of(session: Session, choice: Choice) -> Command | None:
    """The command that somebody who sees these rows may choose; None where he sees none to choose.

    The rows are looked at in the order of their keys, which are the same in every run.
    """
    kind, one, two = choice
    if kind == "cliente.criar":
        data = DadosCliente(nome=NAMES[one % len(NAMES)], documento=CPFS[two % len(CPFS)])
        return CriarCliente(dados=data)
    if kind == "motivo.criar":
        return CriarMotivo(codigo=f"M{one % 3}")
    if kind == "apontamento":
        return _reading(session, one, two)
    return _about_a_row(session, kind, one, two)


def _reading(session: Session, one: int, two: int) -> Command:
    codes = session.scalars(select(PecaCopia.codigo).order_by(PecaCopia.codigo)).all()
    code = (["desconhecido", *codes])[one % (len(codes) + 1)]
    stage = ("corte", "borda", "furacao")[two % 3]
    return RegistrarApontamento(codigo=code, etapa=stage, estacao="b1", lido_em=MORNING)


def _about_a_row(session: Session, kind: str, one: int, two: int) -> Command | None:
    model = Cliente if kind.startswith("cliente") else Motivo
    rows = session.scalars(select(model).order_by(model.id)).all()
    if not rows:
        return None
    row = rows[one % len(rows)]
    if isinstance(row, Cliente) and kind == "cliente.alterar":
        wanted = {"nome": NAMES[two % len(NAMES)], "cidade": (None, "Bauru")[two % 2]}
        return changes(row, DadosCliente(documento=row.documento, **wanted))
    about = {
        "cliente.arquivar": ArquivarCliente,
        "cliente.restaurar": RestaurarCliente,
        "motivo.arquivar": ArquivarMotivo,
        "motivo.restaurar": RestaurarMotivo,
    }[kind]
    return about(id=row.id)


class World:
    """One server, one station, and everything that may happen to them."""

    def __init__(self, folder: Path, server: Server, template: Path) -> None:
        self.folder, self.server, self.template = folder, server, template
        self.station = Station(folder / "station", server, template)
        self.elsewhere = 0

    def step(self, what: str, how: object) -> None:
        """Let it happen."""
        if isinstance(how, tuple):
            self._command(what, how)
        elif what == "push":
            assert isinstance(how, int)
            self.station.push(how)
        elif what == "snapshot":
            self._snapshot()
        else:
            assert isinstance(how, int)
            self.station.pull(how, settle=what == "pull")
            if what != "pull":
                self.station.restart()

    def _command(self, what: str, choice: Choice) -> None:
        if what == "elsewhere":
            with Unit(self.server.database, writes=False) as unit:
                command = command_of(unit.session, choice)
        else:
            with self.station.cache.reading() as session:
                command = command_of(session, choice)
        if command is None:
            return
        try:
            if what == "elsewhere":
                self.elsewhere += 1
                self.server.run(command, OTHER, op_id=UUID(int=self.elsewhere))
            elif what == "do":
                self.station.do(command)
            else:
                self.station.do(command, die="run" if what == "run and die" else "recorded")
                self.station.restart()
        except RadhaError:
            # a rule says no: a choice like any other
            pass

    def _snapshot(self) -> None:
        """What a station does that has to begin anew: load, ask for its operations, replay."""
        cache, station = self.station.cache, self.station
        plan, pages = self.server.snapshot()
        answers = self.server.answers()
        cache.load(plan, pages)
        applied = cache.replay(station.pending(), station.actor_of, answers)
        station.settle(applied.answers)
        station.received.clear()
        station.start = (plan, pages)

    def check(self) -> None:
        """Rebuild it from nothing, and compare."""
        assert dump(self.station.path) == rebuilt(self.folder, self.station, self.template)
        assert self.station.cache.damaged() == []
        shown = [str(key) for key in self.station.cache.overlay()]
        pending = [entry.op_id for entry in self.station.pending()]
        assert [key for key in pending if key in shown] == shown

    def drain(self) -> None:
        """A quiet network: in the end nothing is pending, and both sides hold the same."""
        self.station.push()
        self.station.pull()
        assert self.station.pending() == []
        assert self.station.cache.overlay() == []
        assert self.station.cache.digest().collections == self.server.digest()


def _live(world: World, happenings: Sequence[tuple[str, object]]) -> None:
    try:
        for what, how in happenings:
            world.step(what, how)
            if what not in {"elsewhere", "push"}:
                world.check()
        world.drain()
    finally:
        world.station.close()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="RADHA_CACHE_EXAMPLES" not in os.environ,
    # an example costs too much to be made smaller within a test run
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps, min_size=4, max_size=14))
def test_what_is_shown_follows_from_pages_and_ledger(
    sqlite_template: Path, cache_template: Path, happenings: list[tuple[str, object]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(sqlite_template, folder / "server.db")
        with Database(f"sqlite:///{folder / 'server.db'}") as database:
            semear(database)
            _live(World(folder, Server(database), cache_template), happenings)
