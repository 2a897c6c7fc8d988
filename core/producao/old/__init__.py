"""The JSON forms that clients of the old public API send and read (docs/api.md)."""
