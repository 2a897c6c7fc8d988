"""One folder a page: a view, and a view-model that knows no Qt."""
