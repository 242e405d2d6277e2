"""Benchmarks of SIGOR: what is measured, how and against what is in README.md."""
