"""chapter 8.3, management by processes: what is kept."""
