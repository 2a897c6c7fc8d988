"""Seeded furniture: panels as a CAD would export them, for samples, tests and benchmarks."""
