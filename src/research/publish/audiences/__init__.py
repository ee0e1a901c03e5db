"""Who receives which document, and why; who does not, and why."""
