"""Writing the result, and what its proof said."""
