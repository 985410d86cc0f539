"""Arrays on the disk and in memory, whatever they mean: bundles, strings, stretches, growing.

Promises: knows numpy only; engine and documents keep their files as these arrays.
"""
