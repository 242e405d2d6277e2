"""One module per family of rules; the registry that declares them stands beside this package."""
