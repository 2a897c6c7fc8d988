"""An occurrence as JSON, or as a form with `payload` (JSON) and `file`: both are the old ways."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, UploadFile
from pydantic import BaseModel
from starlette.datastructures import UploadFile as Sent

from core.errors import InputError
from server.api.producao.ocorrencias_formas import OcorrenciaEntrada, OcorrenciaMudanca

_FORM = "multipart/form-data"
_ONE_FILE = 1
_FEW_FIELDS = 20


@dataclass(frozen=True, slots=True)
class Envio[Dados: BaseModel]:
    """What was sent: the fields, and the archive if there is one."""

    dados: Dados
    arquivo: UploadFile | None


def _reader(forma: type[BaseModel]) -> Callable[[Request], AsyncIterator[Envio[Any]]]:
    async def read(request: Request) -> AsyncIterator[Envio[Any]]:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != _FORM:
            yield Envio(forma.model_validate_json(await request.body()), None)
            return
        # closes the archive when the request is done
        async with request.form(max_files=_ONE_FILE, max_fields=_FEW_FIELDS) as form:
            payload, sent = form.get("payload"), form.get("file")
            if not isinstance(payload, str):
                raise InputError("ocorrencia.corpo_errado", detail="payload")
            archive = None
            if isinstance(sent, Sent) and sent.filename:
                archive = UploadFile(sent.file, size=sent.size, filename=sent.filename)
            yield Envio(forma.model_validate_json(payload), archive)

    return read


Nova = Annotated[Envio[OcorrenciaEntrada], Depends(_reader(OcorrenciaEntrada))]
Mudanca = Annotated[Envio[OcorrenciaMudanca], Depends(_reader(OcorrenciaMudanca))]

_PECAS = {"type": "array", "maxItems": 2000, "items": {"type": "object"}}
_FIELDS: dict[str, Any] = {
    "lote": {"type": "string", "minLength": 1, "maxLength": 200},
    "pacote": {"type": "string", "maxLength": 300},
    "pecas": _PECAS,
    "observacoes": {"type": "string", "maxLength": 2000},
}


def corpo(*needed: str) -> dict[str, Any]:
    """The documentation of such a body, since the framework knows one form only."""
    fields: dict[str, Any] = {"type": "object", "properties": _FIELDS}
    if needed:
        fields["required"] = list(needed)
    form = {
        "type": "object",
        "properties": {
            "payload": {"type": "string", "description": "Os mesmos campos, em JSON."},
            "file": {"type": "string", "format": "binary"},
        },
        "required": ["payload"],
    }
    content = {"application/json": {"schema": fields}, _FORM: {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}
