"""What must hold among the records of Management systems, norms, clauses and applicability."""
