"""Writes of production: every change is a command."""
