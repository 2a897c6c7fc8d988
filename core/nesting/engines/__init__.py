"""The engines that make layouts: our own instant ones, and adapters of public solvers."""
