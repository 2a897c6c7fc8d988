"""Where the bytes of files lie: a folder of the server, or any S3; without any database."""
