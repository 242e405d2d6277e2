"""SIGOR: the integrated management system of a public programme, oriented to results."""

__version__ = "0.1.0"
