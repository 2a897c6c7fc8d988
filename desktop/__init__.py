"""The workstation's window (PySide6): another way into `core`, beside the command line."""
