"""A difference between two means, taken apart: by variable (Oaxaca) and by cell (Kitagawa)."""
