"""An archive on an OpenSearch cluster: found there, put in order and marked here.

Promises: the client of OpenSearch is imported in this folder only. The cluster holds the documents
with their terms, as our analyser makes them, and finds what matches; the best of it is fetched,
and the same code as everywhere scores, orders, marks and lists it.
"""
