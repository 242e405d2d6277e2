"""What must hold among the records of chapter 8.11, continual improvement."""
