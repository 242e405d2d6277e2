"""What must hold among the records of chapter 8.9, ethics and integrity."""
