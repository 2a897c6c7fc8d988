"""The style sheet of the chrome, from tokens; grids are painted by delegates, not by it."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
QWidget { color: ${text}; }
QMainWindow, QDialog, #content { background: ${surface}; }
QToolTip { background: ${surface_3}; color: ${text}; border: 1px solid ${line_strong};
           padding: 4px 8px; }

#rail { background: ${surface_2}; border: none; border-right: 1px solid ${line}; }
#rail QToolButton { background: transparent; border: none; border-radius: 6px; padding: 0 10px;
    color: ${text_2}; min-height: 36px; text-align: left; }
#rail QToolButton:hover { background: ${surface_3}; color: ${text}; }
#rail QToolButton:checked { background: ${accent_soft}; color: ${text}; }
#rail QToolButton:disabled { color: ${text_3}; }
#rail QToolButton:focus { border: 2px solid ${accent}; }
#topbar { background: ${surface}; border: none; border-bottom: 1px solid ${line}; }
#status { background: ${surface_2}; border: none; border-top: 1px solid ${line}; }
#status QLabel, QLabel[quiet="true"] { color: ${text_2}; }
QLabel[hint="true"] { color: ${text_3}; }
#strip { background: ${surface_2}; border: none; border-bottom: 1px solid ${line}; }
#panel { background: ${surface}; border: none; }
#panel[edge="left"] { border-right: 1px solid ${line}; }
#panel[edge="right"] { border-left: 1px solid ${line}; }
#card { background: ${surface_2}; border: 1px solid ${line}; border-radius: 6px; }
#separator { background: ${line}; border: none; }

QPushButton, QToolButton#flat { background: ${surface}; border: 1px solid ${line_strong};
    border-radius: 6px; padding: 0 12px; min-height: 30px; }
QPushButton:hover, QToolButton#flat:hover { background: ${surface_2}; }
QPushButton:pressed, QToolButton#flat:pressed { background: ${surface_3}; }
QPushButton:focus, QToolButton#flat:focus { border: 2px solid ${accent}; padding: 0 11px;
    min-height: 28px; }
QPushButton:disabled, QToolButton#flat:disabled { color: ${text_3}; border-color: ${line};
    background: ${surface_2}; }
QPushButton#primary { background: ${accent}; color: ${accent_text}; border: 1px solid ${accent};
    padding: 0 16px; }
QPushButton#primary:hover, QPushButton#primary:pressed { background: ${accent_hover}; }
QPushButton#primary:focus { border: 2px solid ${text}; padding: 0 15px; }
QPushButton#primary:disabled { background: ${surface_3}; color: ${text_2};
    border-color: ${surface_3}; }
QPushButton#link { border: none; background: transparent; color: ${accent}; padding: 0 4px; }
QPushButton#link:hover { text-decoration: underline; }
QPushButton#link:focus { border: 2px solid ${accent}; }
QToolButton#tool { background: transparent; border: none; border-radius: 6px;
    min-width: 32px; min-height: 32px; }
QToolButton#tool:hover { background: ${surface_3}; }
QToolButton#tool:checked { background: ${accent_soft}; }
QToolButton#tool:focus { border: 2px solid ${accent}; }
QToolButton#chip { background: ${surface}; border: 1px solid ${line}; border-radius: 14px;
    padding: 0 10px; min-height: 26px; color: ${text_2}; }
QToolButton#chip:hover { background: ${surface_2}; color: ${text}; }
QToolButton#chip:checked { background: ${accent_soft}; border-color: ${accent}; color: ${text}; }
QToolButton#chip:focus { border: 2px solid ${accent}; }
QToolButton#chip:disabled { color: ${text_3}; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: ${surface};
    border: 1px solid ${line_strong}; border-radius: 6px; padding: 0 8px; min-height: 30px;
    selection-background-color: ${accent_soft}; selection-color: ${text}; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {
    border: 2px solid ${accent}; padding: 0 7px; min-height: 28px; }
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled { background: ${surface_2};
    color: ${text_3}; border-color: ${line}; }
QSpinBox { padding: 0; }
QSpinBox QLineEdit, QSpinBox QLineEdit:focus { border: none; background: transparent;
    padding: 0 8px; min-height: 28px; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: ${surface}; border: 1px solid ${line_strong};
    selection-background-color: ${accent_soft}; selection-color: ${text}; padding: 4px; }

QTableView, QListView { background: ${surface}; alternate-background-color: ${surface_2};
    border: none; gridline-color: ${line}; selection-background-color: ${accent_soft};
    selection-color: ${text}; outline: none; }
QHeaderView { background: ${surface}; border: none; }
QHeaderView::section { background: ${surface}; color: ${text_2}; border: none;
    border-bottom: 1px solid ${line}; padding: 0 8px; min-height: 30px; }
QHeaderView::section:hover { color: ${text}; }
QTabBar::tab { background: transparent; border: none; border-bottom: 2px solid transparent;
    padding: 0 10px; min-height: 34px; color: ${text_2}; }
QTabBar::tab:selected { border-bottom: 2px solid ${accent}; color: ${text}; }
QTabBar::tab:hover { color: ${text}; }
QTabBar::tab:focus { color: ${accent}; }
QTabWidget::pane { border: none; border-top: 1px solid ${line}; top: -1px; }
QGraphicsView { border: none; background: ${canvas}; }
QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QSplitter::handle { background: ${line}; }
QProgressBar { background: ${surface_3}; border: none; border-radius: 3px; max-height: 6px;
    min-height: 6px; }
QProgressBar::chunk { background: ${accent}; border-radius: 3px; }

QMenu { background: ${surface}; border: 1px solid ${line_strong}; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: ${accent_soft}; color: ${text}; }
QMenu::item:disabled { color: ${text_3}; }
QMenu::separator { height: 1px; background: ${line}; margin: 4px 8px; }
QMenuBar { background: ${surface_2}; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: ${line_strong}; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 32px; margin: 2px 3px; }
QScrollBar::handle:horizontal { min-width: 32px; margin: 3px 2px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

#banner { border-radius: 6px; border: 1px solid ${line}; }
#banner[kind="ok"] { background: ${ok_soft}; border-color: ${ok}; }
#banner[kind="warn"] { background: ${warn_soft}; border-color: ${warn}; }
#banner[kind="bad"] { background: ${bad_soft}; border-color: ${bad}; }
#banner[kind="info"] { background: ${info_soft}; border-color: ${info}; }
#toast { background: ${text}; border-radius: 6px; }
#toast QLabel { color: ${surface}; }
#toast QPushButton { background: transparent; border: none; color: ${surface};
    text-decoration: underline; }
#toast QPushButton:focus { border: 2px solid ${surface}; }
#drop { background: ${accent_soft}; border: 2px dashed ${accent}; border-radius: 12px; }
#dropzone { background: ${surface_2}; border: 2px dashed ${line_strong}; border-radius: 12px; }
#popup { background: ${surface}; border: 1px solid ${line_strong}; border-radius: 8px; }
#overlay { background: ${surface}; border: 1px solid ${line}; border-radius: 6px; }
QLabel#key { background: ${surface_3}; border: 1px solid ${line}; border-radius: 4px;
    padding: 2px 6px; }
""")


def stylesheet(tokens: Mapping[str, str]) -> str:
    """The sheet with every token filled in; a misspelt one raises KeyError."""
    css = {name.replace("-", "_"): _css(value) for name, value in tokens.items()}
    return _SHEET.substitute(css)


def _css(value: str) -> str:
    """`#RRGGBBAA` the way Qt reads it, `#AARRGGBB`."""
    return f"#{value[7:]}{value[1:7]}" if len(value) == 9 else value
