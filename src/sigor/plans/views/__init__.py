"""Pages of the plan: boards, evidence on the cell, versions, quarters and rules."""
