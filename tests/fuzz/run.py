"""Fuzz the readers with atheris: `python -m tests.fuzz.run --seconds 600 [--target dxt]`.

Each target runs in a process of its own with a limit of memory and of time for one input. The
corpus starts from the small valid inputs of `seeds.py` and is kept where `--corpus` says. The
exit code is 0 when no target had a finding; the input of a finding lies beside its corpus.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
MEMORY_MB = 1024
SECONDS_PER_INPUT = 10
LONGEST_INPUT = 16_384


def main() -> int:
    """Run all targets, or one."""
    arguments = _arguments()
    if arguments.child:
        _child(arguments.child, arguments.rest)
        return 0
    with tempfile.TemporaryDirectory() as spare:
        folder = arguments.corpus or Path(spare)
        names = arguments.target or _names()
        results = {name: _run(name, folder.absolute(), arguments.seconds) for name in names}
        for name, code in results.items():
            sys.stdout.write(f"{name}: {'ok' if code == 0 else f'finding (exit {code})'}\n")
        return int(any(results.values()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--target", action="append", help="one of the targets; may be repeated")
    parser.add_argument("--corpus", type=Path, help="folder in which the corpus is kept")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs="*", help=argparse.SUPPRESS)
    return parser.parse_args()


def _names() -> list[str]:
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - the child instruments this import

    return list(TARGETS)


def _run(name: str, folder: Path, seconds: int) -> int:
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - as above

    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-timeout={SECONDS_PER_INPUT}",
        f"-max_len={LONGEST_INPUT}",
        f"-artifact_prefix={folder}/{name}-",
        "-print_final_stats=1",
        str(corpus),
    ]
    command = [sys.executable, "-m", "tests.fuzz.run", "--child", name, "--", *options]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _child(name: str, options: list[str]) -> None:
    import atheris  # noqa: PLC0415 - only on Linux, and only here

    with atheris.instrument_imports(include=["core"]):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - instrumented on import
    atheris.Setup([sys.argv[0], *options], TARGETS[name].one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
