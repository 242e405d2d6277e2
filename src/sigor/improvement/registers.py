"""The registers of chapter 8.11, continual improvement."""
