import pytest

from core.messages import say


@pytest.mark.parametrize(
    ("sheets", "said"),
    [(0, "0 chapas"), (1, "1 chapa"), (2, "2 chapas")],
)
def test_a_noun_agrees_with_its_count(sheets: int, said: str) -> None:
    assert say("cli.melhor", sheets=sheets) == f"melhor até agora: {said}"


def test_a_value_that_is_not_known_shows_as_missing() -> None:
    assert say("cli.pasta") == "Resultado em ?"


def test_braces_in_values_stay_text() -> None:
    assert say("cli.pasta", out="{x|y}") == "Resultado em {x|y}"
