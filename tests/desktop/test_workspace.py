from dataclasses import replace
from pathlib import Path

from core.pipeline.settings import Settings
from desktop.workspace import History, Stage, Work
from tests.support.window import nested, small_result


def test_a_batch_goes_its_way_stage_by_stage(settings: Settings, tmp_path: Path) -> None:
    empty = Work(settings=settings)
    read = empty.read((tmp_path,), small_result(tmp_path))
    layout = nested(settings)[1].layout
    done = read.nested(layout, settings)

    assert [work.stage for work in (empty, read, done)] == [
        Stage.EMPTY,
        Stage.READ,
        Stage.NESTED,
    ]


def test_other_settings_make_a_layout_stale(settings: Settings) -> None:
    work, _ = nested(settings)

    assert not work.stale
    assert work.choosing(replace(settings, rectangles=True)).stale


def test_opening_another_batch_takes_the_old_layout_away(
    settings: Settings, tmp_path: Path
) -> None:
    work, _ = nested(settings)

    assert work.read((tmp_path,), small_result(tmp_path)).layout is None


def test_what_was_done_can_be_undone_and_done_again(settings: Settings) -> None:
    first = Work(settings=settings)
    second = nested(settings)[0]
    history = History(first)
    history.do("nest", second)

    assert (history.undo_name, history.redo_name) == ("nest", "")
    assert history.undo() == "nest"
    assert history.now is first
    assert (history.undo_name, history.redo_name) == ("", "nest")
    assert history.redo() == "nest"
    assert history.now is second
    assert history.redo() == ""


def test_something_new_forgets_what_was_undone(settings: Settings) -> None:
    history = History(Work(settings=settings))
    history.do("read", nested(settings)[0])
    history.undo()
    history.do("nest", nested(settings)[0])

    assert history.redo_name == ""


def test_history_has_an_end(settings: Settings) -> None:
    history = History(Work(settings=settings), limit=2)
    for name in ("a", "b", "c"):
        history.do(name, Work(settings=settings))

    assert [history.undo(), history.undo(), history.undo()] == ["c", "b", ""]
