"""What is kept: the model, identifiers, the query language and the protocols of search.

Promises: standard library only; nothing here knows an engine, a web framework or a parser.
"""
