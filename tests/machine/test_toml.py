from core.machine.profile import load, parse
from core.machine.toml import profile_text


def test_the_shipped_profile_comes_back_from_its_text() -> None:
    profile = load("router")

    assert parse(profile_text(profile), "again") == profile


def test_texts_with_quotes_and_backslashes_come_back() -> None:
    profile = load("router")
    templates = profile.templates.model_copy(
        update={"introducao": 'a "b" \\ c\n(d)\n', "rodape": "\tM30\n%\n", "furos": "é\x7f"}
    )
    changed = profile.model_copy(update={"templates": templates, "name": 'x"y'})

    assert parse(profile_text(changed), "again") == changed
