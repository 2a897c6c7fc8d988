"""Puts one server process together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

import core.schema  # noqa: F401 - makes every table and command known
from core.db.engine import Database
from core.home import product_version
from server import errors
from server.api import mount
from server.api.deps import came_from_us
from server.auth.tokens import TokenKeys
from server.headers import GuardedAnswers
from server.health import router as health
from server.jobs.service import Jobs
from server.limits import BodyLimit, carries_files
from server.settings import Settings
from server.state import State
from server.storage.files import files_from
from server.strict import StrictJson
from server.sync.stream import Watch


def create_app(settings: Settings) -> FastAPI:
    """The application over these settings; its database must be migrated already."""
    database = Database(settings.database, pool_size=settings.database_pool)
    jobs = Jobs(settings, database)
    state = State(settings, database, TokenKeys.of(settings), files_from(settings))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        jobs.start()
        yield
        jobs.stop()
        state.files.close()
        database.close()

    app = FastAPI(
        title="Radha",
        version=product_version(),
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,  # the pages load scripts from elsewhere
        redoc_url=None,
    )
    app.state.radha = state
    app.state.watch = Watch(database)
    errors.register(app)
    # the last one added is the first to see a request
    app.add_middleware(StrictJson, exempt=carries_files)
    app.add_middleware(
        BodyLimit,
        limit=settings.body_limit_bytes,
        files=settings.upload_limit_bytes,
        known=lambda said: came_from_us(said, state.keys),
    )
    app.add_middleware(GuardedAnswers)
    app.include_router(health)
    mount(app)
    return app
