"""Surveys (8.10.2): what is asked, how it was asked each time, the answers, and shares with their margin."""
