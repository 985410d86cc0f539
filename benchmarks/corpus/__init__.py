"""The benchmark's texts: running English prose out of Debian's documentation packages."""
