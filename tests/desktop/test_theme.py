import tomllib
from importlib.resources import files

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from desktop.ui.stylesheet import stylesheet
from desktop.ui.theme import FAMILY, Look, Mode, Theme, Type, font, theme_of


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, ground: str) -> float:
    low, high = sorted((luminance(ink), luminance(ground)))
    return (high + 0.05) / (low + 0.05)


def pairs() -> list[tuple[str, str, float]]:
    text = (files("resources") / "theme" / "pairs.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)["pair"]
    return [(entry["ink"], ground, entry["least"]) for entry in table for ground in entry["on"]]


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21.0)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize(("ink", "ground", "least"), pairs())
def test_every_pair_in_use_has_contrast(mode: Mode, ink: str, ground: str, least: float) -> None:
    theme = theme_of(mode)

    assert contrast(theme.hex(ink), theme.hex(ground)) >= least


def test_both_columns_have_the_same_tokens() -> None:
    light, dark = (theme_of(mode).tokens for mode in Mode)

    assert light.keys() == dark.keys()


@pytest.mark.parametrize("mode", list(Mode))
def test_the_sheet_of_styles_uses_tokens_only(mode: Mode) -> None:
    sheet = stylesheet(theme_of(mode).tokens)

    known = {value.upper() for value in theme_of(mode).tokens.values()}
    used = {word.strip(";").upper() for word in sheet.split() if word.startswith("#")}
    colours = {word for word in used if len(word) in (7, 9) and word[1:].isalnum()}
    assert {word for word in colours if all(c in "0123456789ABCDEF" for c in word[1:])} <= known


def test_the_shipped_family_is_in_use(qapp: QApplication) -> None:
    assert qapp
    assert QFontInfo(font(Type.BODY)).family() == FAMILY
    assert min(font(kind).pixelSize() for kind in Type) == 12


def test_the_look_says_when_it_changes(look: Look) -> None:
    heard: list[Theme] = []
    look.changed.connect(heard.append)

    look.toggle()

    assert [theme.mode for theme in heard] == [Mode.DARK]
