"""Makes a server ready: settings, secrets, schema, first roles, administrator and stages."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError, OperationalError

import core.schema  # noqa: F401 - makes every table and command known
from core.acesso.commands.inicio import INSTALLER
from core.command import execute
from core.command.log import Op
from core.db.engine import Database
from core.db.facts import Fact, settled
from core.db.migrate import upgrade
from core.db.unit import Unit
from core.errors import EnvironmentFault, InputError
from core.faults import first_fault
from core.home import data_folder
from core.producao.commands.etapa import IniciarEtapas
from server.auth.first import ensure_first_admin, reset_admin
from server.jobs.queue import ensure_queue
from server.secrets import NAMES, keep_secrets
from server.settings import Settings

FIRST_STAGES = UUID("01890000-0000-7000-8000-52414448a002")
"""Key of the operation that makes the usual stages: whoever comes second finds it done."""

FILE = "server.env"
"""Name of the settings file that is read from the data folder where none is named."""


def read_settings(file: Path | None = None, given: dict[str, Any] | None = None) -> Settings:
    """The settings: what is given, else the environment, else the file, else the defaults.

    Secrets that nobody sets are made once and kept in the data folder.

    Args:
        file: a settings file; None for `server.env` of the data folder, where there is one.
        given: values of the command line; None leaves one out.

    Raises:
        InputError: the file is missing, a value does not fit, or a secret is weak.
        EnvironmentFault: the data folder cannot be written.
    """
    if file is not None and not file.is_file():
        raise InputError("servidor.ajustes", file=str(file))
    chosen = {name: value for name, value in (given or {}).items() if value is not None}
    folder = Path(chosen.get("data") or data_folder())
    sources = (keep_secrets(folder), file or folder / FILE)
    try:
        return Settings(_env_file=sources, **(chosen | {"data": folder}))
    except ValidationError as error:
        name, detail = first_fault(error)
        raise InputError("servidor.ajuste", name=name, detail=detail) from error


def prepare(settings: Settings) -> str | None:
    """Bring the database to this version and make what a fresh one lacks.

    Returns:
        The one-time password of the first administrator, when he was made just now.

    Raises:
        InputError: the database was started with another secret.
        EnvironmentFault: the database is out of reach, or belongs to a newer version.
    """
    with Database(settings.database) as database:
        try:
            upgrade(database)
            ensure_queue(database, settings)
            with Unit(database) as unit:
                _same_secrets(unit, settings)
                password = ensure_first_admin(unit, settings)
                unit.commit()
            _ensure_stages(database)
        except OperationalError as error:
            raise EnvironmentFault("servidor.banco", detail=str(error.orig).strip()) from error
    return password


def _ensure_stages(database: Database) -> None:
    """Make the usual stages once for ever; a factory that has stages keeps them as they are."""
    with Unit(database) as unit:
        if unit.session.get(Op, FIRST_STAGES) is not None:
            return
        try:
            execute(unit, IniciarEtapas(), INSTALLER, op_id=FIRST_STAGES)
            unit.commit()
        except IntegrityError:
            # another server of this database starts at the same moment and was first
            unit.rollback()


def keep_private() -> None:
    """Let nobody but this process's user read what it makes: the database holds people's data."""
    os.umask(0o077)


def reset(settings: Settings, username: str) -> str:
    """A one-time password for an administrator who lost his.

    Raises:
        InputError: no user has this name.
    """
    with Database(settings.database) as database, Unit(database) as unit:
        password = reset_admin(unit, settings, username)
        unit.commit()
    return password


def _same_secrets(unit: Unit, settings: Settings) -> None:
    """Every server of one database must sign and seal with the same secrets.

    Of several encryption keys one must be the known one; the first becomes it.
    """
    for name in NAMES:
        given = getattr(settings, name.lower()).get_secret_value().split(",")
        marks = [_mark(secret.strip()) for secret in given if secret.strip()]
        fact = f"fingerprint/{name}"
        if settled(unit.session, fact, marks[0]) not in marks:
            raise InputError("servidor.segredo_de_outro", name=name)
        unit.session.get_one(Fact, fact).value = marks[0]


def _mark(secret: str) -> str:
    return hmac.new(secret.encode(), b"radha/fingerprint", hashlib.sha256).hexdigest()
