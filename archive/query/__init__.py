"""The query language: one for the search box, the API, the command line and feeds.

Promises: ``parse`` never raises for a reader's text; ``unparse`` is its inverse.
"""

from archive.query.tree import And, Dates, Exactly, InField, Node, Not, Or, Phrase, Word

__all__ = ["And", "Dates", "Exactly", "InField", "Node", "Not", "Or", "Phrase", "Word"]
