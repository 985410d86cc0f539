"""Engines: what finds documents in one generation.

Promises: no object of an engine's library leaves this folder; every engine passes the suite in
``tests/contract`` and gives what the brute-force oracle in ``tests`` gives.
"""
