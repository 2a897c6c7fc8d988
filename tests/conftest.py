"""Fixtures that tests of several packages share; they are made only where they are asked for."""

pytest_plugins = [
    "tests.support.databases",
    "tests.support.object_store",
    "tests.support.serving",
]
