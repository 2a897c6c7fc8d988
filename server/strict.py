"""Judges JSON bodies before any route sees them, in one place instead of in every model.

Python's reader takes more than JSON: NaN and Infinity, which no answer could repeat; names given
twice, of which two readers may see different ones; numbers and texts that no database keeps. All
of that is refused here, as are NUL characters in an address.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, NoReturn

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import InputError
from server.errors import answer

DEPTH = 64
"""Levels of a body; what the product sends has less than ten."""

_INT_DIGITS = 19
_INT_MAX = 2**63 - 1
_NUL = "servidor.json_caractere"

BODY = "radha.body"
"""Where the scope of a request keeps the hash of its JSON body."""

type Exempt = Callable[[Scope], bool]


class StrictJson:
    """Refuses JSON that is not strictly JSON, with 422.

    Args:
        app: what is behind.
        exempt: tells the requests whose body is a file, whatever its type.
    """

    def __init__(self, app: ASGIApp, *, exempt: Exempt) -> None:
        self.app, self.exempt = app, exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when its address and its body are as they should be."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            _judge_address(scope)
            if _is_json(scope) and not self.exempt(scope):
                receive = await _judged(scope, receive)
        except InputError as error:
            await answer(error)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def judge_json(text: bytes) -> None:
    """Accept a body or say why not; what is no JSON at all is left to the reader behind.

    Raises:
        InputError: it has a number, a text, a name or a depth that nobody honest sends.
    """
    try:
        value = json.loads(
            text, parse_constant=_constant, parse_int=_integer, object_pairs_hook=_object
        )
    except RecursionError as error:
        raise InputError("servidor.json_fundo", niveis=DEPTH) from error
    except ValueError:
        return
    _judge_depth(value)
    # both are looked for in the raw text first: hardly any body has them
    if b"\\u0000" in text and _has_nul(value):
        raise InputError(_NUL)
    if b"\\ud" in text.lower():
        _judge_surrogates(value)


def _judge_address(scope: Scope) -> None:
    if "\0" in scope["path"] or b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
        raise InputError(_NUL)


def _is_json(scope: Scope) -> bool:
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    plain = kind.split(b";")[0].strip().lower()
    return plain.startswith(b"application/") and plain.endswith((b"/json", b"+json"))


async def _judged(scope: Scope, receive: Receive) -> Receive:
    """Reads the body, judges it, and gives it again as one piece."""
    parts = []
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return _first(message, receive)
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    body = b"".join(parts)
    judge_json(body)
    scope[BODY] = hashlib.sha256(body).hexdigest()
    return _first({"type": "http.request", "body": body, "more_body": False}, receive)


def _first(message: Message, then: Receive) -> Receive:
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            return await then()
        given = True
        return message

    return receive


def _constant(name: str) -> NoReturn:
    raise InputError("servidor.json_numero", numero=name)


def _integer(digits: str) -> int:
    # longer texts would be slow to read, and no column holds them
    value = int(digits) if len(digits) <= _INT_DIGITS + 1 else _INT_MAX + 1
    if abs(value) > _INT_MAX:
        raise InputError("servidor.json_numero", numero=digits[:_INT_DIGITS] + "…")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError("servidor.json_repetido", nome=twice)
    return value


def _judge_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEPTH):
        level = [below for node in level for below in _below(node)]
        if not level:
            return
    raise InputError("servidor.json_fundo", niveis=DEPTH)


def _below(node: Any) -> Any:
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()


def _has_nul(value: Any) -> bool:
    return "\\u0000" in json.dumps(value).replace("\\\\", "")


def _judge_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InputError(_NUL) from error
