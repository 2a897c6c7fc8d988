"""The canvas: all sheets on a quiet ground, zoomed at the pointer, walked by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import override

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from core.layout.model import PlacedPart
from desktop.ui.canvas.arrangement import TITLE, Address, Arrangement, Head, PartFinder
from desktop.ui.canvas.head_item import HeadItem
from desktop.ui.canvas.sheet_item import SheetItem
from desktop.ui.canvas.style import Shown, style_of
from desktop.ui.theme import Look, Theme

LARGEST_SCALE = 8.0
"""Pixels a mm; a hole of 3 mm is then 24 wide."""
_ZOOM = 1.0015
_PAD = 28
"""Free pixels around what is fitted into the view."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}

type Note = Callable[[Head], str]


class CanvasView(QGraphicsView):
    """Shows an arrangement; says what is pointed at and what was picked (an address or None)."""

    pointed = Signal(object)
    picked = Signal(object)
    moved = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._style = style_of(look.theme, self.devicePixelRatioF())
        self._shown = Shown()
        self._arrangement = Arrangement()
        self._index: PartFinder | None = None
        self._sheets: list[SheetItem] = []
        self._heads: list[HeadItem] = []
        self._picked: Address | None = None
        self._pointed: Address | None = None
        self._pan_from: QPoint | None = None
        self._space = False
        self._whole = True
        self.setScene(QGraphicsScene(self))
        self.setMouseTracking(True)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Chapas"))
        self.setAccessibleDescription(
            self.tr("Desenho das chapas; a tabela ao lado tem as mesmas peças em palavras.")
        )
        self._dress(look.theme)
        look.changed.connect(self._dress)

    # -- what is shown ------------------------------------------------------------------

    @property
    def arrangement(self) -> Arrangement:
        """What is shown."""
        return self._arrangement

    @property
    def scale_now(self) -> float:
        """Pixels a mm."""
        return self.transform().m11()

    def show_arrangement(
        self,
        arrangement: Arrangement,
        categories: Mapping[tuple[str, str], int],
        note: Note,
        *,
        keep_view: bool = False,
    ) -> None:
        """Show other sheets.

        Args:
            arrangement: the sheets on the ground.
            categories: number of every (client, room); empty where there is only one.
            note: words beside a group's name.
            keep_view: leave zoom and place as they are.
        """
        self.scene().clear()
        self._picked = self._pointed = None
        self._arrangement = arrangement
        self._index = None
        self._heads = [HeadItem(head, note(head), self._style) for head in arrangement.heads]
        self._sheets = [
            SheetItem(spot, [categories[p.client, p.room] for p in spot.sheet.parts], self._style)
            if categories
            else SheetItem(spot, (), self._style)
            for spot in arrangement.spots
        ]
        for item in (*self._heads, *self._sheets):
            self.scene().addItem(item)
        self._limit()
        self.show_marks(self._shown)
        if not keep_view or self._whole:
            self.fit_all()

    def rearrange(self, arrangement: Arrangement) -> None:
        """The same sheets in the same order, elsewhere on the ground."""
        self._arrangement = arrangement
        self._index = None
        for item, spot in zip(self._sheets, arrangement.spots, strict=True):
            item.move_to(spot)
        for title, head in zip(self._heads, arrangement.heads, strict=True):
            title.move_to(head)
        self._limit()
        if self._whole:
            self.fit_all()

    def _limit(self) -> None:
        """Let the view be moved as far as the sheets reach, and as far again."""
        x0, y0, x1, y1 = self._arrangement.bounds
        reach = max(x1 - x0, y1 - y0)
        self.setSceneRect(QRectF(x0, y0, x1 - x0, y1 - y0).adjusted(-reach, -reach, reach, reach))

    @property
    def _finder(self) -> PartFinder:
        """Built when it is first asked; sheets come and go while the search runs."""
        if self._index is None:
            self._index = PartFinder(self._arrangement)
        return self._index

    @property
    def shows_all(self) -> bool:
        """Whether the whole arrangement is fitted into the view."""
        return self._whole

    def show_marks(self, shown: Shown) -> None:
        """Switch operations and offcuts."""
        self._shown = replace(shown)
        for item in self._sheets:
            item.shown = self._shown
            item.update()

    def show_found(self, found: Mapping[int, frozenset[int]] | None) -> None:
        """Highlight parts by spot; None ends the search."""
        for index, item in enumerate(self._sheets):
            marks = None if found is None else found.get(index, frozenset())
            item.change(item.picked, item.pointed, marks)

    def part(self, address: Address) -> PlacedPart:
        """The part at an address."""
        return self._arrangement.spots[address[0]].sheet.parts[address[1]]

    def _dress(self, theme: Theme) -> None:
        self._style = style_of(theme, self.devicePixelRatioF())
        self.setBackgroundBrush(self._style.ground)
        dressed: list[SheetItem | HeadItem] = [*self._sheets, *self._heads]
        for item in dressed:
            item.style = self._style
            item.update()

    # -- picking ------------------------------------------------------------------------

    @property
    def picked_part(self) -> Address | None:
        """What is picked."""
        return self._picked

    def pick(self, address: Address | None, *, centre: bool = False) -> None:
        """Pick a part, and bring it into view."""
        if address != self._picked:
            self._picked = address
            self._mark()
            self.picked.emit(address)
        if address is not None and centre:
            self.centre_on(address)

    def centre_on(self, address: Address) -> None:
        """Bring a part to the middle, near enough to be read."""
        item = self._sheets[address[0]]
        box = item.mapRectToScene(item.shapes.parts[address[1]].box)
        if self.scale_now < 0.22:
            self._whole = False
            self._set_scale(0.22)
        self.centerOn(box.center())
        self.moved.emit()

    def _reveal(self, address: Address) -> None:
        item = self._sheets[address[0]]
        box = item.mapRectToScene(item.shapes.parts[address[1]].box)
        if not self.visible_rect().contains(box):
            self._whole = False
            self.centerOn(box.center())
            self.moved.emit()

    def _point(self, address: Address | None) -> None:
        if address != self._pointed:
            self._pointed = address
            self._mark()
            self.pointed.emit(address)

    def _mark(self) -> None:
        for index, item in enumerate(self._sheets):
            item.change(_on(self._picked, index), _on(self._pointed, index), item.found)

    # -- moving about -------------------------------------------------------------------

    def visible_rect(self) -> QRectF:
        """What of the scene is in view."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def fit_all(self) -> None:
        """The whole arrangement."""
        x0, y0, x1, y1 = self._arrangement.bounds
        self._fit(QRectF(x0, y0, x1 - x0, y1 - y0))
        self._whole = True

    def fit_sheet(self, index: int) -> None:
        """One sheet."""
        x0, y0, x1, y1 = self._arrangement.spots[index].bounds
        self._fit(QRectF(x0, y0 - TITLE, x1 - x0, y1 - y0 + TITLE))
        self._whole = False

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Enlarge around a point of the viewport, its middle where none is given."""
        pivot = at or QPointF(self.viewport().rect().center())
        before = self.mapToScene(pivot.toPoint())
        self._whole = False
        self._set_scale(self.scale_now * factor)
        after = self.mapToScene(pivot.toPoint())
        middle = self.visible_rect().center()
        self.centerOn(middle + before - after)
        self.moved.emit()

    def look_at(self, point: QPointF) -> None:
        """Bring a point of the scene to the middle."""
        self._whole = False
        self.centerOn(point)
        self.moved.emit()

    def _fit(self, box: QRectF) -> None:
        room = self.viewport().size()
        width, height = max(room.width() - 2 * _PAD, 50), max(room.height() - 2 * _PAD, 50)
        self._set_scale(min(width / box.width(), height / box.height()))
        self.centerOn(box.center())
        self.moved.emit()

    def _set_scale(self, scale: float) -> None:
        x0, y0, x1, y1 = self._arrangement.bounds
        room = self.viewport().size()
        least = 0.5 * min(room.width() / (x1 - x0), room.height() / (y1 - y0))
        scale = max(min(scale, LARGEST_SCALE), min(least, LARGEST_SCALE))
        self.resetTransform()
        self.scale(scale, scale)

    # -- events -------------------------------------------------------------------------

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(_ZOOM ** event.angleDelta().y(), event.position())
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        middle = event.button() is Qt.MouseButton.MiddleButton
        if middle or (self._space and event.button() is Qt.MouseButton.LeftButton):
            self._pan_from = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() is Qt.MouseButton.LeftButton:
            self.pick(self._address_at(event))
        event.accept()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            here = event.position().toPoint()
            step = here - self._pan_from
            self._pan_from = here
            self._scroll(-step.x(), -step.y())
        else:
            self._point(self._address_at(event))
        event.accept()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            self._pan_from = None
            self._show_hand()
        event.accept()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        scene = self.mapToScene(event.position().toPoint())
        index = self._finder.spot_at((scene.x(), scene.y()))
        if index is None or not self._whole:
            self.fit_all()
        else:
            self.fit_sheet(index)
        event.accept()

    @override
    def leaveEvent(self, event: object) -> None:
        self._point(None)
        super().leaveEvent(event)  # type: ignore[arg-type]  # a QEvent

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Space:
            self._space = True
            self._show_hand()
        elif key in _ARROWS and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._walk(*_ARROWS[key])
        elif key is Qt.Key.Key_Escape and self._picked is not None:
            self.pick(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._picked is not None:
            self.centre_on(self._picked)
        else:
            # the base class would scroll; what is not ours belongs to the window
            event.ignore()
            return
        event.accept()

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._show_hand()
        super().keyReleaseEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._style.ratio != self.devicePixelRatioF():
            self._dress(self._look.theme)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._set_active(True)
        super().focusInEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space = False
        self._set_active(False)
        super().focusOutEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._whole and self._sheets:
            self.fit_all()

    def _set_active(self, active: bool) -> None:
        for item in self._sheets:
            item.active = active
            if item.picked is not None:
                item.update()

    def _walk(self, dx: int, dy: int) -> None:
        found = self._finder.neighbour(self._picked, dx, dy)
        if found is not None:
            self.pick(found)
            self._reveal(found)

    def _scroll(self, dx: int, dy: int) -> None:
        self._whole = False
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + dx)
        down.setValue(down.value() + dy)
        self.moved.emit()

    def _show_hand(self) -> None:
        shape = Qt.CursorShape.OpenHandCursor if self._space else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def _address_at(self, event: QMouseEvent) -> Address | None:
        scene = self.mapToScene(event.position().toPoint())
        return self._finder.part_at((scene.x(), scene.y()))


def _on(address: Address | None, index: int) -> int | None:
    return address[1] if address is not None and address[0] == index else None
