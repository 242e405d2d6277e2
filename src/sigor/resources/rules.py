"""What must hold among the records of chapter 8.7, facilities and equipment."""
