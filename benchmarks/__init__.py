"""Measurements: the same work in one run, figures with the command that prints them."""
