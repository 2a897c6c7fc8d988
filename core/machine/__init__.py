"""The machine as data: what programs, nesting, labels and pictures need to know of it."""
