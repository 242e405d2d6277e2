"""The registers of chapter 8.4, risks."""
