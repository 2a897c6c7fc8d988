import random

import pytest

from tests.fuzz.mutation import mutated
from tests.fuzz.targets import TARGETS, Target

ROUNDS = 250


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_a_few_hundred_mutations_find_nothing(target: Target) -> None:
    rng = random.Random(target.name)
    for seed in target.seeds:
        target.one_input(seed)

    for _ in range(ROUNDS):
        target.one_input(mutated(rng.choice(target.seeds), rng))


@pytest.mark.parametrize("data", [b"", b"\x00", b"\xff\xfe", b"<", b"PK\x03\x04", b"," * 5000])
@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_tiny_inputs(target: Target, data: bytes) -> None:
    target.one_input(data)
