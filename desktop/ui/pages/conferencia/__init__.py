"""Reconciliation of an import with its source."""
