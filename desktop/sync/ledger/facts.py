"""Which operations are facts: what happened on the floor and cannot be done over."""

from __future__ import annotations

from core.command.command import Policy, kinds


def is_fact(kind: str) -> bool:
    """Whether operations of this kind are facts; a kind that nobody knows is taken for one."""
    found = kinds().get(kind)
    return found is None or found.policy is Policy.FACT
