"""The workbench inside JupyterLab."""
