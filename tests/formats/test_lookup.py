from core.formats.lookup import Finder, Index
from core.formats.source import SourceFile


def file(path: str, root: int = 0) -> SourceFile:
    return SourceFile(path, root, path, 0, lambda _limit: b"")


def finder(*paths: str) -> Finder:
    index = Index()
    index.add([file(path) for path in paths])
    return Finder(index, lambda _file: [])


def found(here: Finder, name: str, near: str = "a/l.dxt") -> str | None:
    one = here.find(name, file(near))
    return one.path if one else None


def test_the_path_from_the_list_comes_first_then_the_nearest_of_that_name() -> None:
    here = finder("101.dxf", "a/101.dxf", "a/b/101.dxf", "c/101.dxf")

    assert found(here, "101.DXF") == "a/101.dxf"
    assert found(here, r"b\101.dxf") == "a/b/101.dxf"
    assert found(here, "../101.dxf") == "101.dxf"
    assert found(here, "101.dxf", "c/d/l.dxt") == "c/101.dxf"


def test_a_path_out_of_the_source_finds_only_names_inside_it() -> None:
    here = finder("a/101.dxf")

    assert found(here, "../../../etc/101.dxf") == "a/101.dxf"
    assert found(here, "/etc/passwd") is None
    assert found(here, "") is None


def test_boring_programs_are_taken_only_from_their_own_place() -> None:
    here = finder("a/101.dxf", "b/101.bpp")

    assert here.sibling(file("a/101.dxf"), ".bpp") is None
    assert here.beside("101.bpp", file("a/l.dxt")) is None
    assert here.beside("101.BPP", file("b/l.dxt")) is not None
