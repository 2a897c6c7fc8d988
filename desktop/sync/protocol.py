"""What a headless agent is told on its standard input, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import to_jsonable_python
from sqlalchemy import select

from core.command import Actor
from core.command.command import decode
from core.errors import InputError, RadhaError
from core.faults import first_fault
from core.messages import say, say_error
from core.sync.rows import collections, to_wire
from desktop.sync.agent import Agent
from desktop.sync.station import Station

type Reply = dict[str, Any]


class Talk:
    """Carries out the requests of one program that talks to the agent.

    Args:
        station: what is done is done here.
        agent: of it.
        actor: who does it.
        grant_id: the offline grant he does it under.
    """

    def __init__(self, station: Station, agent: Agent, actor: Actor, grant_id: str | None) -> None:
        self._station, self._agent = station, agent
        self._actor, self._grant = actor, grant_id
        self.ended = False
        """Whether the other side has said that it is all."""

    def reply(self, line: str, number: int = 0) -> Reply:
        """What is answered to a line; a bad line is answered as well."""
        try:
            request = json.loads(line)
            if not isinstance(request, dict):
                raise InputError("estacao.linha", line=number)
            return {"ok": True, **self._carry_out(request, number)}
        except ValidationError as error:
            place, why = first_fault(error)
            return {"ok": False, "why": "estacao.linha", "field": place, "text": why}
        except RadhaError as error:
            return {"ok": False, "why": error.code, "text": say_error(error)}
        except ValueError:
            return {"ok": False, "why": "estacao.linha", "text": say("estacao.linha", line=number)}

    def _carry_out(self, request: Mapping[str, Any], number: int) -> Reply:
        match request.get("op", "do"):
            case "do":
                return self._do(request)
            case "status":
                return dict(_plain(asdict(self._station.status())))
            case "inbox":
                return {"inbox": [_plain(asdict(one)) for one in self._station.inbox()]}
            case "show":
                return self._show(request)
            case "digest":
                return self._station.local.cache.digest().model_dump(mode="json")
            case "wake":
                self._agent.wake()
            case "pause":
                self._agent.pause()
            case "resume":
                self._agent.resume()
            case "stop":
                self.ended = True
            case _:
                raise InputError("estacao.linha", line=number)
        return {}

    def _show(self, request: Mapping[str, Any]) -> Reply:
        table = collections().get(str(request.get("c")))
        if table is None:
            raise InputError("sync.colecao_desconhecida", colecao=str(request.get("c")))
        wanted = select(table).where(table.c.id == UUID(str(request.get("id"))))
        with self._station.local.cache.reading() as session:
            row = session.execute(wanted).mappings().one_or_none()
        return {"row": None if row is None else to_wire(table, row)}

    def _do(self, request: Mapping[str, Any]) -> Reply:
        command = decode(str(request.get("kind", "")), request.get("args") or {})
        key = request.get("op_id")
        done = self._station.do(
            command,
            self._actor,
            grant_id=self._grant,
            op_id=None if key is None else UUID(str(key)),
        )
        doubt = None if done.doubt is None else done.doubt.code
        return {"op_id": str(done.op_id), "result": _plain(done.result), "doubt": doubt}


def _plain(value: Any) -> Any:
    return to_jsonable_python(value, fallback=str)
