"""Management systems, norms, clauses and applicability: what is kept."""
