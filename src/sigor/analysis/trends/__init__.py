"""Whether a figure really changed, and whether units really differ: control charts, trends, small numbers.

What each method is, where it was published and what it was checked against stands in docs/trend-methods.md.
"""
