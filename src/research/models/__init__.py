"""Values that rest on several metrics at once: a rate from its parts."""
