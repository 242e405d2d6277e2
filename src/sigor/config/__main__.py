"""`python -m sigor.config …` is the `sigor` command."""

from sigor.config.cli import main

main()
