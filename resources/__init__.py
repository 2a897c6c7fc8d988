"""Data that the programs ship: machine profiles, presets, messages, samples, theme."""
