import os
import re
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import EnvironmentFault, InputError
from core.parts.codes import FILE, MemoryRegister, SqliteRegister

ROOT = Path(__file__).parents[2]
WORKER = """
import sys
from pathlib import Path
from core.parts.codes import SqliteRegister
register = SqliteRegister(Path(sys.argv[1]))
for block in range(20):
    keys = [f"{sys.argv[2]}-{block}-{n}" for n in range(10)] + [f"both-{block}"]
    print("\\n".join(register.give(keys)))
"""


@pytest.fixture(autouse=True)
def no_station(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RADHA_STATION", raising=False)


def test_codes_are_short_and_scannable(tmp_path: Path) -> None:
    codes = SqliteRegister(tmp_path).give(["a", "b"])

    assert all(re.fullmatch(r"[A-HJ-NP-Z][A-HJ-NP-Z2-9]\d{6}", code) for code in codes)
    assert codes[0][:2] == codes[1][:2]


def test_the_same_key_has_the_same_code_in_a_later_process(tmp_path: Path) -> None:
    first = SqliteRegister(tmp_path).give(["a", "b", "a"])
    again = SqliteRegister(tmp_path).give(["c", "b", "a"])

    assert first[0] == first[2] == again[2]
    assert first[1] == again[1]
    assert len({*first, *again}) == 3


def test_the_station_is_drawn_once_and_kept_and_the_setting_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = SqliteRegister(tmp_path).give(["a"])[0]
    monkeypatch.setenv("RADHA_STATION", "Z9")
    named = SqliteRegister(tmp_path).give(["b", "a"])
    monkeypatch.delenv("RADHA_STATION")
    later = SqliteRegister(tmp_path).give(["c"])[0]

    assert named == ["Z9000001", drawn]
    assert later[:2] == drawn[:2]
    assert int(later[2:]) == int(drawn[2:]) + 1


@pytest.mark.parametrize("station", ["", "A", "ABC", "O1", "a7", "22", "A0", "I2", "Á2"])
def test_a_wrong_station_is_refused(station: str) -> None:
    with pytest.raises(InputError) as caught:
        MemoryRegister(station)

    assert caught.value.code == "codigos.estacao_invalida"


def test_two_processes_at_once_never_give_a_code_twice(tmp_path: Path) -> None:
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tmp_path), name],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        for name in ("a", "b")
    ]
    given = [worker.communicate()[0].split() for worker in workers]

    assert [len(codes) for codes in given] == [220, 220]
    # the keys of both are 200 and 200 of their own and 20 that they share
    assert len({*given[0], *given[1]}) == 420
    assert len(set(given[0]) & set(given[1])) == 20


def test_a_killed_process_leaves_no_half_transaction(tmp_path: Path) -> None:
    before = SqliteRegister(tmp_path).give(["a"])
    dying = (
        "import os, sqlite3, sys\n"
        "base = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "base.execute('BEGIN IMMEDIATE')\n"
        'base.execute("UPDATE station SET next = 77")\n'
        "base.execute(\"INSERT INTO given VALUES ('k', 'AA000076')\")\n"
        "os._exit(9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", dying, tmp_path / FILE], check=False)

    after = SqliteRegister(tmp_path).give(["b", "a"])
    assert killed.returncode == 9
    assert int(after[0][2:]) == 2
    assert after[1] == before[0]


def test_a_thousand_keys_are_one_transaction(tmp_path: Path) -> None:
    register = SqliteRegister(tmp_path)
    register.give(["warm"])
    with sqlite3.connect(register.path) as base:
        (before,) = base.execute("PRAGMA data_version").fetchone()
        register.give([str(number) for number in range(1000)])
        (after,) = base.execute("PRAGMA data_version").fetchone()
    base.close()

    assert after == before + 1


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs a folder that cannot be written"
)
def test_a_folder_that_cannot_be_written_is_the_worlds_fault(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(EnvironmentFault):
            SqliteRegister(tmp_path / "dados").give(["a"])
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_file_in_the_way_is_the_worlds_fault(tmp_path: Path) -> None:
    (tmp_path / "dados").write_text("x")

    with pytest.raises(EnvironmentFault) as caught:
        SqliteRegister(tmp_path / "dados").give(["a"])

    assert caught.value.code == "codigos.registro_inacessivel"


def test_a_damaged_register_is_told_not_replaced(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 100)

    with pytest.raises(EnvironmentFault):
        SqliteRegister(tmp_path).give(["a"])

    assert (tmp_path / FILE).read_bytes().startswith(b"not a database")
