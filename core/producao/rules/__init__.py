"""Arithmetic and decisions of production, without a database."""
