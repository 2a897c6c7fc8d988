"""Cadastros: the company, its customers and its suppliers."""
