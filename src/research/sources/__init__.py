"""Keep a dated, hashed, cited copy of what a publisher issued, and read it faithfully."""
