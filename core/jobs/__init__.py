"""Long work: a job is a row first, and whoever carries it out answers to that row."""
