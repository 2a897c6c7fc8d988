"""Fixtures that tests of several packages share; they are made only where they are asked for."""

pytest_plugins = ["tests.support.databases"]
