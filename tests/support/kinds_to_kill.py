"""Every kind of job that the product has: how to prepare one, and how often its effect is there."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from core.acesso.commands.inicio import INSTALLER
from core.acesso.commands.usuarios import CriarUsuario
from core.acesso.models import Sessao, Usuario
from core.command import Actor
from core.db.facts import Fact
from core.db.unit import Unit
from core.ids import new_id
from core.jobs.lifecycle import claim
from core.jobs.models import Job, JobState
from core.machine.profile import load
from core.producao.commands.estoque import ReservarItem
from core.producao.models.lote import Importacao, Lote
from core.producao.models.peca import Peca, PecaCopia
from core.producao.rules.pedido_plano import AjustesPlano
from core.producao.rules.plano import TipoPlano
from server.jobs.child import attempt
from server.jobs.kinds import periodics
from server.storage.files import files_from
from tests.support.databases import run, someone
from tests.support.effects import (
    OLD_NOTE,
    Counts,
    archives,
    jobs_of_tests,
    old_notes,
    plans,
    promises,
    rows,
    stored,
)
from tests.support.estoque import CHEFE, chapa, item
from tests.support.jobs import Shop
from tests.support.pipeline import small_source
from tests.support.planos import PLANEJADOR, tabuas

OFFICE = someone("producao", "producao/lote")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = datetime(2126, 6, 1, tzinfo=UTC)
"""When every file of today is old."""


@dataclass(frozen=True)
class Killed:
    """One kind.

    Attributes:
        kind: its name.
        hold: where the middle of its function is, see `tests.support.held_kinds`.
        prepare: makes what it works on; gives its arguments.
        actor: who asks; None for the product itself.
        count: what its effect is counted by.
        before: the counts without the effect.
        after: the counts with one effect.
        own: the function does its own transactions, so that its effect comes before the job's end.
    """

    kind: str
    hold: str
    prepare: Callable[[Shop, Path], dict[str, Any]]
    actor: Actor | None
    count: Callable[[Shop], Counts]
    before: Counts
    after: Counts
    own: bool = False

    def who(self) -> Actor:
        """Who asks for it."""
        if self.actor is not None:
            return self.actor
        known = next(one for one in periodics() if one.kind == self.kind)
        return Actor(None, "sistema", known.permissions)


def put(shop: Shop, data: bytes, media_type: str, *, row: bool = True) -> str:
    """Bytes in the storage, and their row where it is wanted; their hash."""
    files = files_from(shop.settings)
    with Unit(shop.database) as unit:
        sha256 = files.put(unit.session, data, media_type)
        if row:
            unit.commit()
    files.close()
    return sha256


def carried_out(shop: Shop, kind: str, actor: Actor, **given: Any) -> str:
    """The key of what an undisturbed job made."""
    job = shop.ask(kind, actor=actor, **given)
    with Unit(shop.database) as unit:
        held = claim(unit.session, 600.0, job_id=job)
        unit.commit()
    assert held is not None
    attempt(shop.settings, shop.database, held, threading.Event())
    result = shop.job(job).result
    assert result is not None, shop.job(job).error_values
    return str(result["id"])


def source(shop: Shop, folder: Path) -> dict[str, Any]:
    """A list with drawings of three panels, sent to the server."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(small_source(folder / "origem").iterdir()):
            archive.write(file, file.name)
    sent = put(shop, packed.getvalue(), "application/zip")
    return {"arquivo": sent, "fonte": "lista", "nome": "Lido"}


def batch(shop: Shop, folder: Path) -> dict[str, Any]:
    """Its batch."""
    return {"lote": carried_out(shop, "lote.importar", OFFICE, **source(shop, folder))}


def search(tipo: TipoPlano, segundos: float) -> Callable[[Shop, Path], dict[str, Any]]:
    """What a final run over that batch is asked with; there are boards for it."""

    def prepare(shop: Shop, folder: Path) -> dict[str, Any]:
        tabuas(shop.database, 2)
        return {
            **batch(shop, folder),
            "ajustes": AjustesPlano(tipo=tipo, segundos=segundos).model_dump(mode="json"),
            "perfil": put(shop, load("router").model_dump_json().encode(), "application/json"),
            "maquina_id": None,
            "final": True,
        }

    return prepare


def plan(tipo: TipoPlano) -> Callable[[Shop, Path], dict[str, Any]]:
    """A plan of that batch which is neither confirmed nor has files."""

    def prepare(shop: Shop, folder: Path) -> dict[str, Any]:
        given = {**search(tipo, 0.1)(shop, folder), "final": False}
        key = carried_out(shop, f"plano.{tipo.value}", PLANEJADOR, **given)
        return {"plano": key, "confirmar": True}

    return prepare


def due(moment: datetime) -> dict[str, Any]:
    """The arguments of a kind that comes due by itself."""
    return {"momento": moment.isoformat()}


def old_jobs(shop: Shop, _folder: Path) -> dict[str, Any]:
    """Two jobs that ended long ago, one well and one given up."""
    for state in (JobState.DONE, JobState.DEAD):
        job = shop.ask("teste.nada")
        with Unit(shop.database) as unit:
            old = {"state": state, "finished_at": NOON - timedelta(days=31)}
            unit.session.execute(update(Job).where(Job.id == job).values(old))
            unit.commit()
    return due(NOON)


def old_sessions(shop: Shop, _folder: Path) -> dict[str, Any]:
    """Two sessions, one of which expired long ago."""
    person = CriarUsuario(username="ana", cargo="visita", permissoes=[], hash="$argon2id$x")
    run(shop.database, person, INSTALLER)
    with Unit(shop.database) as unit:
        user = unit.session.scalars(select(Usuario.id).where(Usuario.username == "ana")).one()
        for days in (31, 29):
            unit.session.add(
                Sessao(
                    id=new_id(),
                    usuario_id=user,
                    nonce="n",
                    created_at=NOON,
                    used_at=NOON,
                    expires_at=NOON - timedelta(days=days),
                )
            )
        unit.commit()
    return due(NOON)


def unused_file(shop: Shop, _folder: Path) -> dict[str, Any]:
    """A file that nothing refers to."""
    put(shop, b"%PDF-1.7 vazio", "application/pdf")
    return due(LATER)


def stray_bytes(shop: Shop, _folder: Path) -> dict[str, Any]:
    """Bytes of a transaction that did not commit."""
    put(shop, b"lista", "text/csv", row=False)
    return due(NOON)


def old_note(shop: Shop, _folder: Path) -> dict[str, Any]:
    """A note of where the feed stood long ago."""
    with Unit(shop.database) as unit:
        unit.session.add(Fact(name=OLD_NOTE, value="0"))
        unit.commit()
    return due(NOON)


def promised_boards(shop: Shop, _folder: Path) -> dict[str, Any]:
    """Two boards promised, one of them only until now."""
    key = item(shop.database, chapa_id=chapa(shop.database), quantidade=3)
    for until in (NOON, NOON + timedelta(hours=1)):
        run(shop.database, ReservarItem(item_id=key, expira_em=until), CHEFE)
    return due(NOON)


NONE = dict.fromkeys(("plano", "chapa_plano", "colocacao_peca", "reserva_estoque"), 0)
PLANNED = {"plano": 1, "chapa_plano": 1, "colocacao_peca": 3}
REST = {"exported": 0, "files": 0, "twice": 0}
EXPORTED = {**PLANNED, "reserva_estoque": 1, "exported": 1, "files": 1, "twice": 0}
UNREAD = dict.fromkeys(("lote", "importacao", "peca", "peca_copia"), 0)
READ = {"lote": 1, "importacao": 1, "peca": 3, "peca_copia": 3}

NESTING, SAW = TipoPlano.NESTING, TipoPlano.SECCIONADORA
FOUND, MAKING = "plano.melhor", "geral.fase_documentos"
BATCHES = rows(Lote, Importacao, Peca, PecaCopia)
WITHOUT, WITH = {**NONE, **REST}, {**NONE, **PLANNED, **REST}

KINDS = (
    Killed("lote.importar", "lote.lendo", source, OFFICE, BATCHES, UNREAD, READ),
    Killed(
        "lote.arquivo_final",
        "lote.gravando",
        batch,
        OFFICE,
        archives,
        {"kept": 0, "more": 0},
        {"kept": 1, "more": 0},
    ),
    Killed("plano.nesting", FOUND, search(NESTING, 1), PLANEJADOR, plans, WITHOUT, EXPORTED),
    Killed("plano.seccionadora", FOUND, search(SAW, 1), PLANEJADOR, plans, WITHOUT, EXPORTED),
    Killed("plano.arquivos", MAKING, plan(NESTING), PLANEJADOR, plans, WITH, EXPORTED),
    Killed("plano.arquivos_seccionadora", MAKING, plan(SAW), PLANEJADOR, plans, WITH, EXPORTED),
    Killed("trabalho.limpar", "", old_jobs, None, jobs_of_tests, {"jobs": 2}, {"jobs": 1}),
    Killed("acesso.limpar", "", old_sessions, None, rows(Sessao), {"sessao": 2}, {"sessao": 1}),
    Killed(
        "arquivo.recolher", "delete", unused_file, None, stored, {"blob": 1}, {"blob": 0}, own=True
    ),
    Killed(
        "arquivo.reconhecer",
        "listing",
        stray_bytes,
        None,
        stored,
        {"blob": 0},
        {"blob": 1},
        own=True,
    ),
    Killed("sync.esquecer", "", old_note, None, old_notes, {"notes": 1}, {"notes": 0}, own=True),
    Killed(
        "estoque.expirar",
        "",
        promised_boards,
        None,
        promises,
        {"active": 2, "boards": 2},
        {"active": 1, "boards": 1},
    ),
)
