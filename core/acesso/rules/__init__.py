"""Pure decisions of access: the catalogue of permissions, roles, passwords and names."""
