"""What is measured, and how; each module prints a table. Figures go into docs/performance.md."""
