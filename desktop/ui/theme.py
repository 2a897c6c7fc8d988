"""Colours, type and measures of the window, and how they reach Qt."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from desktop.ui.stylesheet import stylesheet

FAMILY = "Inter"
_FILES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")


class Mode(StrEnum):
    """The two columns of tokens."""

    LIGHT = "light"
    DARK = "dark"


class Type(StrEnum):
    """The sizes of type; nothing is smaller than the first."""

    SMALL = "small"
    BODY = "body"
    SECTION = "section"
    TITLE = "title"
    DISPLAY = "display"


_PIXELS = {
    Type.SMALL: (12, QFont.Weight.Normal),
    Type.BODY: (13, QFont.Weight.Normal),
    Type.SECTION: (15, QFont.Weight.DemiBold),
    Type.TITLE: (20, QFont.Weight.DemiBold),
    Type.DISPLAY: (28, QFont.Weight.DemiBold),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """One column of tokens."""

    mode: Mode
    tokens: dict[str, str]

    def hex(self, token: str) -> str:
        """The token as CSS writes it, `#RRGGBB` or `#RRGGBBAA`."""
        return self.tokens[token]

    def color(self, token: str) -> QColor:
        """The token as Qt has it."""
        value = self.tokens[token]
        found = QColor(value[:7])
        if len(value) == 9:
            found.setAlpha(int(value[7:], 16))
        return found

    def mix(self, token: str, ground: str, share: float) -> QColor:
        """The token laid over a ground with this share."""
        ink, under = self.color(token), self.color(ground)
        return QColor(
            *(
                round(a * share + b * (1 - share))
                for a, b in zip(ink.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]  # Qt's stub says object
            )
        )


@cache
def theme_of(mode: Mode) -> Theme:
    """The tokens of a mode."""
    text = (files("resources") / "theme" / f"{mode.value}.toml").read_text(encoding="utf-8")
    return Theme(mode, tomllib.loads(text))


def load_fonts() -> str:
    """Make the shipped family known to Qt; the system's own family where that fails."""
    for name in _FILES:
        data = (files("resources") / "fonts" / name).read_bytes()
        if QFontDatabase.addApplicationFontFromData(data) < 0:
            return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return FAMILY


def font(kind: Type = Type.BODY, *, strong: bool = False) -> QFont:
    """A font of the family with figures of one width, so that columns of numbers line up."""
    pixels, weight = _PIXELS[kind]
    found = QFont(QApplication.font().family())
    found.setPixelSize(pixels)
    found.setWeight(QFont.Weight.DemiBold if strong else weight)
    found.setFeature(QFont.Tag("tnum"), 1)
    # whole pixels of hinting look uneven where the screen scales by a fraction
    found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return found


class Look(QObject):
    """The look in use; says when it changes."""

    changed = Signal(object)

    def __init__(self, mode: Mode) -> None:
        super().__init__()
        self._theme = theme_of(mode)

    @property
    def theme(self) -> Theme:
        """The tokens in use."""
        return self._theme

    def use(self, mode: Mode) -> None:
        """Dress the whole program in a mode."""
        self._theme = theme_of(mode)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            _dress(app, self._theme)
        self.changed.emit(self._theme)

    def toggle(self) -> None:
        """The other mode."""
        self.use(Mode.LIGHT if self._theme.mode is Mode.DARK else Mode.DARK)


def system_mode() -> Mode:
    """What the desktop environment asks for."""
    dark = QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return Mode.DARK if dark else Mode.LIGHT


def _dress(app: QApplication, theme: Theme) -> None:
    scheme = Qt.ColorScheme.Dark if theme.mode is Mode.DARK else Qt.ColorScheme.Light
    app.styleHints().setColorScheme(scheme)
    app.setPalette(_palette(theme))
    sheet = stylesheet(theme.tokens)
    if app.styleSheet() != sheet:
        app.setStyleSheet(sheet)  # dresses every widget anew


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "surface",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "surface-2",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.Button: "surface-2",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.BrightText: "bad",
        QPalette.ColorRole.ToolTipBase: "surface-3",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "text-3",
        QPalette.ColorRole.Highlight: "accent-soft",
        QPalette.ColorRole.HighlightedText: "text",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.Accent: "accent",
        QPalette.ColorRole.Mid: "line",
        QPalette.ColorRole.Dark: "line-strong",
    }
    for role, token in roles.items():
        palette.setColor(role, theme.color(token))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("text-3"))
    return palette
