"""What must hold among the records of chapter 8.4, risks."""
