"""What must hold among the records of chapter 8.3, management by processes."""
