import pytest

from core.messages import say


@pytest.mark.parametrize(
    ("sheets", "said"),
    [(0, "0 chapas"), (1, "1 chapa"), (2, "2 chapas")],
)
def test_a_noun_agrees_with_its_count(sheets: int, said: str) -> None:
    assert say("cli.melhor", sheets=sheets) == f"melhor até agora: {said}"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 segundo"), (90, "90 segundos"), (91, "2 minutos"), (899, "15 minutos"),
     (3600.0, "60 minutos")],
)  # fmt: skip
def test_a_longer_time_is_said_in_minutes(seconds: float, said: str) -> None:
    sentence = say("acesso.tentativas", segundos=seconds)

    assert sentence == f"Tentativas demais. Aguarde {said} e tente de novo."


def test_a_value_that_is_not_known_shows_as_missing() -> None:
    assert say("cli.pasta") == "Resultado em ?"


def test_braces_in_values_stay_text() -> None:
    assert say("cli.pasta", out="{x|y}") == "Resultado em {x|y}"
