"""The factory's file formats: strict readers and a report of all that was read or not."""
