"""Names in many spellings: how far two spellings are from being the same name's.

Promises: pure functions of folded words; nothing of an index, a query or a language is known
here. Why it is so, and how well it works: docs/decisions/0019-names.md.
"""
