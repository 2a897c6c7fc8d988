"""The peer of `benchmarks.server`: FastAPI and SQLAlchemy with nothing of ours but the table."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from core.cadastros.models import Cliente

app = FastAPI()
sessions: sessionmaker[Session] = sessionmaker()


def session() -> Iterator[Session]:
    """A session a request, as FastAPI's own tutorial has it."""
    with sessions() as opened:
        yield opened


@app.get("/")
def root() -> dict[str, str]:
    """That it is there."""
    return {"message": "bare"}


@app.get("/clientes/{number}")
def one(number: int, opened: Annotated[Session, Depends(session)]) -> dict[str, Any]:
    """One customer with all his columns."""
    row = opened.scalars(select(Cliente).where(Cliente.number == number)).one()
    return {"cliente": {column.key: getattr(row, column.key) for column in Cliente.__table__.c}}


def main() -> None:
    """Serve on a free port and say which."""
    sessions.configure(bind=create_engine(sys.argv[1], pool_size=10, max_overflow=10))
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(256)
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        config = uvicorn.Config(app, log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
