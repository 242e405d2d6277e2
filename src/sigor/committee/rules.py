"""What must hold among the records of the committee."""
