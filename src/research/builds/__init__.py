"""What is stale and why; build, run, render and prove in order."""
