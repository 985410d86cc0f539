"""How it is read: the site, its JSON API, and the ``muniment`` command.

Promises: the only room that makes HTML; nobody imports it.
"""
