"""Brings the window's translations up to date: `uv run python -m scripts.translations`.

The sources are Brazilian Portuguese, so that language only needs its plurals. New ones appear
as unfinished in the `.ts` file and have to be filled in by hand; then run this again.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "resources" / "translations"
PORTUGUESE = FOLDER / "radha_pt_BR.ts"


def main() -> int:
    """Collect and compile."""
    collect(PORTUGUESE)
    compile_to(PORTUGUESE, PORTUGUESE.with_suffix(".qm"))
    print(PORTUGUESE.relative_to(ROOT))
    return 0


def collect(target: Path) -> None:
    """Merge what the code says now into a `.ts` file."""
    sources = sorted(str(path) for path in (ROOT / "desktop").rglob("*.py"))
    run(
        "lupdate",
        "-pluralonly",
        "-no-obsolete",
        "-locations",
        "none",
        "-source-language",
        "pt_BR",
        "-target-language",
        "pt_BR",
        *sources,
        "-ts",
        str(target),
    )


def compile_to(source: Path, target: Path) -> None:
    """Make the file that Qt loads."""
    run("lrelease", str(source), "-qm", str(target))


def run(tool: str, *arguments: str) -> None:
    """Run one of Qt's own tools, which come with PySide6."""
    program = Path(sys.executable).with_name(f"pyside6-{tool}")
    subprocess.run([str(program), *arguments], check=True, capture_output=True)  # noqa: S603 - Qt's own


if __name__ == "__main__":
    sys.exit(main())
