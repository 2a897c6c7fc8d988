"""The library runs without the programs: no Qt, no web framework comes in with it."""

import subprocess
import sys


def test_core_imports_neither_window_nor_network() -> None:
    probe = (
        "import pkgutil, importlib, sys, core\n"
        "for m in pkgutil.walk_packages(core.__path__, 'core.'):\n"
        "    if m.name != 'core.db.migrations.env':\n"  # runs only inside a migration
        "        importlib.import_module(m.name)\n"
        "print(sorted({n.split('.')[0] for n in sys.modules} "
        "& {'PySide6', 'fastapi', 'httpx', 'httpx2', 'desktop', 'server'}))"
    )

    result = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == "[]"
