"""Tables, transactions and numbers: docs/adr/0006 tells why they are as they are."""
