"""chapter 8.11, continual improvement: what is kept."""
