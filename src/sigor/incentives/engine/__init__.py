"""The arithmetic of the incentives: files in, files out. It knows nothing of Django, the web or the product's database.

The contract, word by word, is `docs/incentive-rules.md`; the texts of the rules are in `sql/`.
"""
