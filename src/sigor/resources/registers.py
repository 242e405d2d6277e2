"""The registers of chapter 8.7, facilities and equipment."""
