"""Indicators as open data: what may leave, in which groups of districts, and the files that carry it.

It knows nothing of Django, the database or the clock. The rule and the reason why it is safe: `docs/open-data.md`.
"""
