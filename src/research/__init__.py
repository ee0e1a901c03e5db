"""A workbench that goes from a published table to a finding, a page and a receipt."""
