"""The tables, by subject: each with its contract and the published files it is read from."""
