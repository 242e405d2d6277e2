"""The registers of chapter 8.2, leadership and authority."""
