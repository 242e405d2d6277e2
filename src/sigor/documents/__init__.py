"""Controlled documents: what rules, since when, in which version, and everything that leads to it."""
