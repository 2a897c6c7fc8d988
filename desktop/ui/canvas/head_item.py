"""The name of a material group over its sheets, written in screen pixels."""

from __future__ import annotations

from typing import override

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.ui.canvas.arrangement import HEAD, Head
from desktop.ui.canvas.style import Style
from desktop.ui.theme import Type, font


class HeadItem(QGraphicsItem):
    """A heading; smaller from far away, left out where not even that fits."""

    def __init__(self, head: Head, note: str, style: Style) -> None:
        super().__init__()
        self.style = style
        self._head, self._note = head, note
        self.setPos(head.x, head.y)

    def move_to(self, head: Head) -> None:
        """The same heading elsewhere."""
        self.prepareGeometryChange()
        self._head = head
        self.setPos(head.x, head.y)

    @override
    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._head.width, HEAD)

    @override
    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        world = painter.worldTransform()
        box = world.mapRect(self.boundingRect())
        if box.height() < 12.0:
            return
        title = font(Type.SECTION if box.height() >= 22 else Type.SMALL, strong=True)
        painter.save()
        painter.resetTransform()
        metrics, small = QFontMetricsF(title), QFontMetricsF(self.style.small)
        base = box.bottom() - min(box.height() * 0.12, 8.0) - metrics.descent()
        name = metrics.elidedText(self._head.material, Qt.TextElideMode.ElideMiddle, box.width())
        painter.setFont(title)
        painter.setPen(self.style.text)
        painter.drawText(QPointF(box.left(), base), name)
        left = box.left() + metrics.horizontalAdvance(name) + 12.0
        if left + small.horizontalAdvance(self._note) <= box.right():
            painter.setFont(self.style.small)
            painter.setPen(self.style.quiet)
            painter.drawText(QPointF(left, base), self._note)
        painter.restore()
