import re
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from desktop.ui.icons import icon, picture

ROOT = Path(__file__).parents[2]
NAMES = sorted(
    entry.name.removesuffix(".svg")
    for entry in (files("resources") / "icons").iterdir()
    if entry.name.endswith(".svg")
)


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    assert qapp
    image = picture(name, QColor("#B3261E"), 28, 2.0).toImage()

    drawn = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert image.width() == 56
    assert drawn
    assert all(
        abs(c.red() - 0xB3) + abs(c.green() - 0x26) + abs(c.blue() - 0x1E) < 4 for c in drawn
    )


def test_disabled_icons_are_paler(qapp: QApplication) -> None:
    assert qapp
    found = icon("check", QColor("#000000"), QColor("#999999"))

    normal = found.pixmap(32, 32).toImage()
    off = found.pixmap(32, 32, mode=found.Mode.Disabled).toImage()
    assert normal != off


def test_every_icon_that_code_names_exists() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "desktop").rglob("*.py"))
    named = set(re.findall(r'icon_name="([a-z-]+)"', source))
    named |= set(re.findall(r'IconLabel\(\s*\w+(?:\.\w+)?, "([a-z-]+)"', source))

    assert named
    assert named <= set(NAMES)
