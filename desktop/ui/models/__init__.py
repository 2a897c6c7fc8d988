"""Table models: frozen rows shown by Qt views."""
