"""Send an edition once to each of its recipients, and keep the proof."""
