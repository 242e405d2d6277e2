"""The registers of Management systems, norms, clauses and applicability."""
