"""What the server and the workstations say to each other, and in which form rows travel."""
