import pytest

from core.errors import InputError
from core.machine.legacy import import_profile
from core.machine.placeholders import ALLOWED
from core.machine.profile import LEAST_MARGIN, load, parse
from core.machine.toml import profile_text
from core.messages import say_error

TEMPLATES = [name for name in ALLOWED if name != "start"]


def changed(**templates: str) -> str:
    profile = load("router")
    text = profile.model_copy(update={"templates": profile.templates.model_copy(update=templates)})
    return profile_text(text)


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_unknown_placeholder_is_refused_with_its_template(name: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(changed(**{name: "G0 ([NADA])"}), "minha.toml")

    assert "minha.toml" in say_error(caught.value)
    assert name in say_error(caught.value)
    assert "[NADA]" in say_error(caught.value)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_placeholder_of_a_template_is_taken(name: str) -> None:
    text = " ".join(f"[{placeholder}]" for placeholder in sorted(ALLOWED[name]))

    profile = parse(changed(**{name: text}), "minha.toml")

    assert getattr(profile.templates, name) == text


def test_the_old_systems_unknown_placeholders_are_taken_out_and_told() -> None:
    old = b'{"zSeguranca": "50", "rodape": "M5 [DESCONHECIDO]\\nM30", "introducao": ""}'

    found = import_profile([("config_maquina.json", old)])

    assert "DESCONHECIDO" not in found.profile.templates.rodape
    assert "M30" in found.profile.templates.rodape
    assert ("config_maquina.rodape", "[DESCONHECIDO]") in [
        (left.place, left.value) for left in found.left
    ]


def test_parts_never_lie_closer_than_the_proof_can_tell_apart() -> None:
    router = load("router")
    tight = router.model_copy(update={"nesting": router.nesting.model_copy(update={"margin": 0.0})})

    assert tight.spacing(18.0) == router.tool("1").cutting_diameter + LEAST_MARGIN
