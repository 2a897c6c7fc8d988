"""Addresses, parts and names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arquivos.rules import (
    LONGEST_NAME,
    check_address,
    check_size,
    download_name,
    key_of,
    part_count,
    part_length,
)
from core.errors import InputError

SHA = "ab" + "cd" * 31


def test_a_key_is_made_of_the_hash_alone() -> None:
    assert key_of(SHA) == f"sha256/ab/cd/{SHA}"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "../../../etc/passwd",
        SHA[:-1],
        SHA + "0",
        SHA.upper(),
        SHA[:-1] + "/",
        SHA[:-1] + "\0",
        SHA + "\n",
        "/" + SHA[1:],
        "٠" * 64,
    ],
)
def test_anything_else_is_no_address(address: str) -> None:
    with pytest.raises(InputError):
        check_address(address)
    with pytest.raises(InputError):
        key_of(address)


@pytest.mark.parametrize("size", [-1, 101])
def test_sizes_have_limits(size: int) -> None:
    with pytest.raises(InputError):
        check_size(size, 100)


def test_the_limit_itself_is_taken() -> None:
    assert check_size(100, 100) == 100


@given(st.integers(0, 10**9), st.integers(1, 10**7))
def test_parts_are_the_whole(size: int, part: int) -> None:
    count = part_count(size, part)
    if count > 2000:
        assert part_length(size, 1, part) == part
        assert 0 < part_length(size, count, part) <= part
        return

    lengths = [part_length(size, number, part) for number in range(1, count + 1)]

    assert sum(lengths) == size
    assert set(lengths[:-1]) <= {part}


@pytest.mark.parametrize("number", [0, -1, 3, 10**30])
def test_there_are_no_other_parts(number: int) -> None:
    with pytest.raises(InputError):
        part_length(20, number, 10)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Orçamento final.pdf", "Orçamento final.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\planta.dxf", "planta.dxf"),
        ("/etc/shadow", "shadow"),
        ("a\0b.pdf", "a-b.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a--Set-Cookie- x.pdf"),
        ("CON.txt", "_CON.txt"),
        ("nul", "_nul"),
        ("-rf.txt", "rf.txt"),
        (".htaccess", "htaccess"),
        ("..", "arquivo"),
        ("", "arquivo"),
        ("fim.  ", "fim"),
        ('a"b.pdf', "a-b.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
    ],
)
def test_names_are_made_harmless(name: str, expected: str) -> None:
    assert download_name(name) == expected


@given(st.text(max_size=400))
def test_no_name_is_a_path(name: str) -> None:
    safe = download_name(name)

    assert 0 < len(safe) <= LONGEST_NAME
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', safe)
    assert safe.isprintable()
    assert not safe.startswith(("-", "."))
    assert not safe.endswith((".", " "))
