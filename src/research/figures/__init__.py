"""The few chart forms that briefs use, each with alt text."""
