"""The JupyterLab extension: what is built, and what it shows."""
