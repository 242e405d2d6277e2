"""chapter 8.7, facilities and equipment: what is kept."""
