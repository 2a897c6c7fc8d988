"""Production: materials and stock, batches and parts, plans, and what happens on the shop floor."""
