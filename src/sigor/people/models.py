"""chapter 8.6, people: what is kept."""
