"""What must hold among the records of chapter 8.2, leadership and authority."""
