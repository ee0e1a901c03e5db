"""Tables under contract: built from snapshots, read by notebooks, each with its lineage."""
