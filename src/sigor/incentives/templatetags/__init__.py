"""Template tags of the incentives."""
