"""The systems that Muniment is measured beside, each asked for the same work."""
