"""One definition each, with its formula; frame in, value out."""
