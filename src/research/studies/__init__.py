"""One question each: a notebook, its typed parameters, and the findings it must produce."""
