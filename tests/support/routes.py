"""Requests that fit the routes of an application, made from its OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.testclient import TestClient

type Schema = dict[str, Any]

_JOINS = {"allOf", "anyOf", "oneOf"}

FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data"
BYTES = "application/octet-stream"
JSON = "application/json"

UUID = "01890000-0000-7000-8000-000000000001"
_FORMATS = {
    "uuid": UUID,
    "date": "2026-03-02",
    "date-time": "2026-03-02T10:00:00Z",
    "binary": "x",
    "email": "pessoa@example.com",
}
_PATTERNS = {"[0-9a-f]{64}": "0" * 64, "{86}": "A" * 86, "{43}": "A" * 43}


@dataclass(frozen=True)
class Operation:
    """One method of one path, as the document describes it."""

    method: str
    path: str
    spec: Schema = field(repr=False)
    document: Schema = field(repr=False)

    @property
    def label(self) -> str:
        """How the documentation names it."""
        return f"{self.method} {self.path}"

    def url(self, **values: object) -> str:
        """The path with its parameters, and the query parameters that must be there."""
        path, query = self.path, {}
        for parameter in self.spec.get("parameters", []):
            name = parameter["name"]
            value = values.get(name, self.sample(parameter["schema"]))
            if parameter["in"] == "path":
                path = path.replace("{" + name + "}", str(value))
            elif parameter["in"] == "query" and parameter.get("required"):
                query[name] = value
        return path + ("?" + urlencode(query) if query else "")

    @property
    def media(self) -> str | None:
        """The media type of the body; None where there is none."""
        return next(iter(self.spec.get("requestBody", {}).get("content", {})), None)

    def body(self, *, whole: bool = False) -> Any:
        """A body that fits: what must be there, or everything that may be."""
        if self.media is None:
            return None
        schema = self.spec["requestBody"]["content"][self.media]["schema"]
        return self.sample(schema, whole=whole)

    def sample(self, schema: Schema, *, whole: bool = False) -> Any:
        """A value that fits a schema."""
        return _sample(schema, self.document, whole=whole)


def operations(app: FastAPI) -> list[Operation]:
    """Everything the document of an application tells of, in its order."""
    document = app.openapi()
    return [
        Operation(method.upper(), path, spec, document)
        for path, methods in document["paths"].items()
        for method, spec in methods.items()
    ]


def send(
    client: TestClient,
    operation: Operation,
    headers: dict[str, str],
    *,
    body: Any = None,
    url: str | None = None,
) -> Any:
    """The answer to a request of an operation; without a body the least that fits."""
    content = operation.body() if body is None else body
    arguments = carried(operation.media, content)
    arguments["headers"] = arguments.get("headers", {}) | headers
    return client.request(
        operation.method, url or operation.url(), follow_redirects=False, **arguments
    )


def carried(media: str | None, content: Any) -> dict[str, Any]:
    """The arguments by which the client sends a body of this media type."""
    if media is None:
        return {}
    if media == JSON:
        return {
            "content": json.dumps(content).encode(),
            "headers": {"content-type": JSON},
        }
    if media == FORM:
        return {"data": content}
    if media == FILES:
        return {"files": [(name, (None, str(value))) for name, value in content.items()]}
    return {"content": b"x"}


def _sample(schema: Schema, document: Schema, *, whole: bool) -> Any:
    schema = _resolved(schema, document)
    given = [schema.get("const"), schema.get("default")]
    given += [*schema.get("enum", []), *schema.get("examples", [])]
    known = next((value for value in given if value is not None), None)
    kind = "object" if "properties" in schema else schema.get("type")
    if known is not None or kind is None:
        return known
    if kind == "object":
        return dict(_fields(schema, document, whole=whole))
    if kind == "array":
        count = max(schema.get("minItems", 0), int(whole))
        return [_sample(schema.get("items", {}), document, whole=whole) for _ in range(count)]
    return _PLAIN[kind](schema)


def _fields(schema: Schema, document: Schema, *, whole: bool) -> Iterator[tuple[str, Any]]:
    needed = set(schema.get("required", []))
    for name, below in schema.get("properties", {}).items():
        if whole or name in needed:
            yield name, _sample(below, document, whole=whole)


def _resolved(schema: Schema, document: Schema) -> Schema:
    """The schema as one piece: references followed, parts joined, of alternatives the first."""
    if "$ref" in schema:
        return _resolved(
            document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], document
        )
    joined = {name: value for name, value in schema.items() if name not in _JOINS}
    choices: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or []
    parts = [*schema.get("allOf", []), *[c for c in choices if c.get("type") != "null"][:1]]
    for part in parts:
        below = _resolved(part, document)
        fields = joined.get("properties", {}) | below.get("properties", {})
        needed: list[str] = [*joined.get("required", []), *below.get("required", [])]
        joined = below | joined
        if fields:
            joined |= {"properties": fields, "required": needed}
        elif needed:
            joined["required"] = needed
    return joined


def _number(schema: Schema) -> int | float:
    least: float | None = schema.get("minimum", schema.get("exclusiveMinimum"))
    if least is None:
        return 1
    return max(1, least + ("exclusiveMinimum" in schema))


def _text(schema: Schema) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    pattern = schema.get("pattern")
    if pattern is not None:
        known = next((text for part, text in _PATTERNS.items() if part in pattern), None)
        return known or "texto"
    return "texto"[: schema.get("maxLength", 5)].ljust(schema.get("minLength", 0), "x")


_PLAIN: dict[str, Callable[[Schema], Any]] = {
    "integer": _number,
    "number": _number,
    "boolean": lambda _schema: True,
    "string": _text,
    "null": lambda _schema: None,
}
