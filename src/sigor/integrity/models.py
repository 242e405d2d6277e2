"""chapter 8.9, ethics and integrity: what is kept."""
