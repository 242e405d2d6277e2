"""The registers of chapter 8.3, management by processes."""
