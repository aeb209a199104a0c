"""The chat panel: in a kernel, and in a real JupyterLab."""
