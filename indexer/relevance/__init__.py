"""How well the archive ranks, measured on test collections: ``muniment evaluate``.

Promises: a collection is indexed and asked as an archive is, by the same builder, query language
and engine; measures are those of trec_eval. Nothing here is used to answer a reader.
"""
