"""Plans, labels and tables for people and printers."""
