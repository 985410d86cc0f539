"""The documents of one generation: records, passages, places, what was left out.

Promises: a generation lists its *parts*, immutable files of compressed frames and mapped columns,
and the documents deleted from each; a part may be shared by several generations. Does not search:
that is the engine's. Why it is so: docs/decisions/0008-documents-in-parts.md; layout:
docs/index-format.md.
"""

from typing import Final

from archive.model import Document
from indexer.documents.parts import FILE_NAME, FOLDER
from indexer.documents.rows import shape
from indexer.documents.store import StoredDocuments
from indexer.documents.writer import DocumentsWriter

# An index of another layout is rebuilt: raise the number when the files change otherwise.
LAYOUT: Final = f"4-{shape(Document)}"

__all__ = ["FILE_NAME", "FOLDER", "LAYOUT", "DocumentsWriter", "StoredDocuments"]
