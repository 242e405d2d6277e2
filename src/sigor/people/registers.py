"""The registers of chapter 8.6, people."""
