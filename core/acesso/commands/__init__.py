"""What may be done to users, roles, devices, sessions and kept secrets; all on the server only."""
