import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.canvas.arrangement import arrange
from desktop.ui.canvas.sheet_item import SheetItem
from desktop.ui.canvas.style import Shown
from desktop.ui.canvas.view import CanvasView
from desktop.ui.theme import Look, Mode
from tests.support.layouts import simple_layout

LAYOUT = simple_layout().layout


@pytest.fixture
def canvas(qtbot: QtBot, look: Look) -> CanvasView:
    found = CanvasView(look)
    qtbot.addWidget(found)
    found.resize(900, 700)
    found.show()
    found.show_arrangement(arrange(LAYOUT.sheets, 900 / 700), {}, lambda head: head.material)
    return found


def middle_of(canvas: CanvasView, sheet: int, part: int) -> QPoint:
    spot = canvas.arrangement.spots[sheet]
    left, low, right, high = spot.sheet.parts[part].bounds
    scene = spot.to_scene(((left + right) / 2, (low + high) / 2))
    return canvas.mapFromScene(QPointF(*scene))


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }


def test_one_item_a_sheet(canvas: CanvasView) -> None:
    items = [item for item in canvas.items() if isinstance(item, SheetItem)]

    assert len(items) == len(LAYOUT.sheets)


def test_all_sheets_are_in_view_at_first(canvas: CanvasView) -> None:
    seen = canvas.visible_rect()

    for spot in canvas.arrangement.spots:
        left, top, right, bottom = spot.bounds
        assert seen.contains(QPointF(left, top))
        assert seen.contains(QPointF(right, bottom))


def test_the_part_under_the_pointer_is_told(qtbot: QtBot, canvas: CanvasView) -> None:
    with qtbot.waitSignal(canvas.pointed) as told:
        QTest.mouseMove(canvas.viewport(), middle_of(canvas, 0, 1))

    assert told.args == [(0, 1)]


def test_a_click_picks_and_a_click_beside_lets_go(qtbot: QtBot, canvas: CanvasView) -> None:
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(canvas, 0, 4))
    assert canvas.picked_part == (0, 4)

    with qtbot.waitSignal(canvas.picked) as told:
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert told.args == [None]


def test_zoom_keeps_what_is_under_the_pointer(canvas: CanvasView) -> None:
    at = middle_of(canvas, 0, 2)
    before = canvas.mapToScene(at)

    canvas.zoom(3.0, QPointF(at))

    after = canvas.mapToScene(at)
    assert canvas.scale_now > 0
    assert abs(after.x() - before.x()) < 2 / canvas.scale_now
    assert abs(after.y() - before.y()) < 2 / canvas.scale_now


def test_zoom_has_ends(canvas: CanvasView) -> None:
    for _ in range(60):
        canvas.zoom(2.0)
    assert canvas.scale_now == pytest.approx(8.0)
    for _ in range(60):
        canvas.zoom(0.5)
    x0, y0, x1, y1 = canvas.arrangement.bounds
    assert canvas.visible_rect().width() >= x1 - x0
    assert canvas.visible_rect().height() >= y1 - y0


def test_the_middle_button_moves_the_view(canvas: CanvasView) -> None:
    canvas.zoom(4.0)
    before = canvas.visible_rect().center()
    view = canvas.viewport()
    QTest.mousePress(view, Qt.MouseButton.MiddleButton, pos=QPoint(400, 300))
    QTest.mouseMove(view, QPoint(300, 260))
    QTest.mouseRelease(view, Qt.MouseButton.MiddleButton, pos=QPoint(300, 260))

    after = canvas.visible_rect().center()
    assert after.x() - before.x() == pytest.approx(100 / canvas.scale_now, rel=0.05)
    assert after.y() - before.y() == pytest.approx(40 / canvas.scale_now, rel=0.05)


def test_a_double_click_shows_one_sheet_and_another_all(canvas: CanvasView) -> None:
    whole = canvas.scale_now
    at = middle_of(canvas, 1, 0)
    QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    near = canvas.scale_now
    QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(450, 350))

    assert near > whole
    assert canvas.scale_now == pytest.approx(whole)


def test_arrows_walk_and_escape_lets_go(canvas: CanvasView) -> None:
    canvas.setFocus()
    canvas.pick((0, 0))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.picked_part == (0, 1)

    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.picked_part is None


def test_switching_operations_off_hides_the_holes(canvas: CanvasView) -> None:
    canvas.fit_sheet(0)
    with_them = canvas.grab().toImage()
    canvas.show_marks(Shown(operations=False))

    assert canvas.grab().toImage() != with_them


def test_switching_offcuts_off_hides_the_hatch(canvas: CanvasView) -> None:
    with_them = canvas.grab().toImage()
    canvas.show_marks(Shown(offcuts=False))

    assert canvas.grab().toImage() != with_them


def test_what_is_found_is_tinted(canvas: CanvasView, look: Look) -> None:
    soft = look.theme.hex("accent-soft").lower()
    assert soft not in colours(canvas.grab().toImage())

    canvas.show_found({0: frozenset({0})})

    assert soft in colours(canvas.grab().toImage())


def test_the_look_reaches_the_canvas(canvas: CanvasView, look: Look) -> None:
    look.use(Mode.DARK)

    ground = canvas.grab().toImage().pixelColor(2, 2).name()
    assert ground == look.theme.hex("canvas").lower()


def test_packages_have_their_own_fill(canvas: CanvasView, look: Look) -> None:
    plain = colours(canvas.grab().toImage())
    arrangement = canvas.arrangement
    canvas.show_arrangement(
        arrangement, {("Cliente Teste", "Cozinha"): 0}, lambda head: head.material
    )

    tinted = look.theme.mix("hue-1", "part", 0.16).name()
    assert tinted not in plain
    assert tinted in colours(canvas.grab().toImage())


def test_an_assistive_device_hears_what_it_is(canvas: CanvasView) -> None:
    assert canvas.accessibleName() == "Chapas"
    assert "tabela" in canvas.accessibleDescription()
