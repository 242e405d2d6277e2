"""The ways of signing: each keeps to `port` and knows nothing of requests."""
