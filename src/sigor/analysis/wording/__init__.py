"""The words of documents: reading them out of files, and comparing two of them."""
