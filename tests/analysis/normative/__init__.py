"""Tests of the linter of normative texts."""
