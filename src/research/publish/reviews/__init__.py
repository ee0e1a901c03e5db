"""Who was asked, what they said, what became of it, and the copies that they were given."""
