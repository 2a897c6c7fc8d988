"""The whole way from sources to a result folder; command line, window and server stand on this."""
