"""Synthetic records of each chapter, coherent with the plan of 2025."""
