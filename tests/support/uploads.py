"""Speaks to the file routes as a workstation does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import httpx2
from starlette.testclient import TestClient

PART = 8 * 1024 * 1024


@dataclass(frozen=True)
class Sender:
    """One signed-in workstation."""

    client: TestClient
    headers: dict[str, str]

    def plan(self, data: bytes, kind: str, **other: Any) -> httpx2.Response:
        """Ask how to send these bytes; `other` replaces what is said of them."""
        body = {"sha256": sha_of(data), "size": len(data), "type": kind, **other}
        return self.client.post("/v1/blobs/plan", json=body, headers=self.headers)

    def put(self, url: str, data: bytes, headers: dict[str, str] | None = None) -> httpx2.Response:
        """Send one part, to the server or to where its address leads."""
        if url.startswith("/"):
            return self.client.put(url, content=data, headers=self.headers | (headers or {}))
        return httpx2.put(url, content=data, headers=headers or {})

    def commit(self, sha256: str) -> httpx2.Response:
        """Say that everything was sent."""
        return self.client.post("/v1/blobs/commit", json={"sha256": sha256}, headers=self.headers)

    def get(self, sha256: str, name: str = "", **headers: str) -> httpx2.Response:
        """Fetch a file, by way of a redirection if need be."""
        answer = self.client.get(
            f"/v1/blobs/{sha256}",
            params={"nome": name} if name else {},
            headers=self.headers | headers,
            follow_redirects=False,
        )
        if answer.status_code == 307:
            return httpx2.get(answer.headers["location"], headers=headers)
        return answer

    def send(self, data: bytes, kind: str, **other: Any) -> httpx2.Response:
        """The whole way: plan, parts that are missing, commit."""
        planned = self.plan(data, kind, **other)
        if planned.status_code != 200 or planned.json().get("have"):
            return planned
        for url, part in missing(planned.json(), data):
            answer = self.put(url, part)
            if answer.status_code >= 300:
                return answer
        return self.commit(str(other.get("sha256", sha_of(data))))


def missing(plan: dict[str, Any], data: bytes) -> list[tuple[str, bytes]]:
    """Address and bytes of each part that the plan says is not there."""
    if "put" in plan:
        return [(plan["put"]["url"], data)]
    parts = plan["multipart"]
    size = parts["part"]
    return [
        (url, data[number * size : (number + 1) * size])
        for number, url in enumerate(parts["urls"])
        if number + 1 not in parts["done"]
    ]


def sha_of(data: bytes) -> str:
    """SHA-256 as the routes write it."""
    return hashlib.sha256(data).hexdigest()
