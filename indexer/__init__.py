"""How it is found: parsers, analysis, engines, and the building of generations.

Promises: imports ``archive`` and libraries, never ``web``; speaks of offsets, never of HTML.
"""
