"""chapter 8.4, risks: what is kept."""
