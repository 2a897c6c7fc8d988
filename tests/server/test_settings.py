"""Settings: what is refused, what is kept, and that the example tells all of them."""

import re
import stat
import sys
from pathlib import Path

import pytest
from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from core.errors import InputError
from core.messages import known
from server.secrets import keep_secrets
from server.settings import Settings
from server.start import read_settings
from tests.support.serving import SECRETS

EXAMPLE = Path(__file__).parents[2] / "server" / "example.env"
GOOD = SECRETS["secret_key"]


def variable(name: str) -> str:
    alias = Settings.model_fields[name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else name.upper()


def shown() -> dict[str, str]:
    text = EXAMPLE.read_text(encoding="utf-8")
    return dict(re.findall(r"^#([A-Z][A-Z0-9_]*)=(.*)$", text, re.MULTILINE))


def test_the_example_tells_every_setting_and_no_other() -> None:
    assert set(shown()) == {variable(name) for name in Settings.model_fields}


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "example.env"
    lines = [f"{name}={value}" for name, value in shown().items() if value]
    file.write_text("\n".join(lines), encoding="utf-8")

    told = read_settings(file, {"data": tmp_path} | SECRETS)

    assert told == read_settings(None, {"data": tmp_path} | SECRETS)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "short",
        "a" * 64,
        "change-me-" + GOOD,
        "radha-secret-key-default-0123456789",
        "0123456789" * 4 + "password",
    ],
)
@pytest.mark.parametrize("name", ["secret_key", "encryption_key"])
def test_a_weak_secret_is_refused(name: str, secret: str) -> None:
    with pytest.raises(InputError) as caught:
        Settings.model_validate(SECRETS | {name: secret})

    assert known(caught.value.code)
    assert GOOD not in str(caught.value)


def test_one_secret_for_two_uses_is_refused() -> None:
    with pytest.raises(InputError, match=r"servidor\.segredos_iguais"):
        Settings.model_validate({"secret_key": GOOD, "encryption_key": GOOD})


def test_a_fresh_folder_gets_secrets_that_stay(tmp_path: Path) -> None:
    first = read_settings(None, {"data": tmp_path})
    second = read_settings(None, {"data": tmp_path})

    assert first.secret_key == second.secret_key
    assert first.secret_key != first.encryption_key


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights than these bits")
def test_secrets_are_for_their_owner_only(tmp_path: Path) -> None:
    mode = keep_secrets(tmp_path).stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


def test_the_environment_comes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "server.env").write_text("RADHA_PORT=8100\nRADHA_HOST=::1\n", encoding="utf-8")
    monkeypatch.setenv("RADHA_PORT", "8200")

    found = read_settings(None, {"data": tmp_path})
    given = read_settings(None, {"data": tmp_path, "port": 8300})

    assert (found.port, found.host, given.port) == (8200, "::1", 8300)


def test_a_wrong_value_is_named(tmp_path: Path) -> None:
    (tmp_path / "server.env").write_text("RADHA_PORT=porta\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"servidor\.ajuste\b.*RADHA_PORT"):
        read_settings(None, {"data": tmp_path})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"servidor\.ajustes"):
        read_settings(tmp_path / "nada.env", {"data": tmp_path})


def test_settings_show_no_secret() -> None:
    settings: BaseSettings = Settings.model_validate(SECRETS)

    assert GOOD not in repr(settings)
