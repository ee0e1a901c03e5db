"""From a finished brief to the people it is for: due, reviewed, fixed, sent once, on the web."""
