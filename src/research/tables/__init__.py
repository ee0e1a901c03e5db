"""How a number is written, and the few table forms."""
