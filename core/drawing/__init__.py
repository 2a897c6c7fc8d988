"""Pictures as display lists, with SVG, PDF and PNG backends."""
