"""The registers of chapter 8.9, ethics and integrity."""
