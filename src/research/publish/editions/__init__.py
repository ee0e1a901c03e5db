"""Fixed, numbered, approved: what leaves the house, byte for byte."""
