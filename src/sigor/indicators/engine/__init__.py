"""Reading files of indicators: every trap found, nothing half-read. It knows nothing of Django or of the database."""
