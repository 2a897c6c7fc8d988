"""Who may do what: users, roles, devices, sessions, the audit trail and kept secrets."""
