"""chapter 8.2, leadership and authority: what is kept."""
