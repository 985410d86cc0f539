"""Words by their beginning against the union of the single words."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.postings import Field, any_of
from indexer.engines.prefixes import beginning_with
from indexer.engines.whoosh_build import WhooshBuilder
from indexer.engines.whoosh_index import open_segment
from tests.small_documents import document

WORDS = st.sampled_from("a ab abc abd b ba abé زن زندان 1 12 123".split())
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)


@given(st.lists(TEXTS, max_size=8), st.data())
def test_prefixes(texts: list[str], data: st.DataObject) -> None:
    """Documents, counts and places of a prefix are those of its words together."""
    with tempfile.TemporaryDirectory() as folder:
        builder = WhooshBuilder(Path(folder))
        for number, text in enumerate(texts):
            builder.add(*document(str(number), [text], language="xx"))
        builder.finish()
        field = Field(open_segment(Path(folder)), "text", len(texts))
        every = field.terms.texts()
        for prefix in ("a", "ab", "abc", "b", "ز", "1", "12", "x", ""):
            found = beginning_with(field, prefix)
            words = any_of([field.find(term) for term in every if term.startswith(prefix)])
            assert found.documents.tolist() == words.documents.tolist()
            assert found.counts.tolist() == words.counts.tolist()
            chosen = np.array(
                data.draw(
                    st.lists(st.sampled_from(found.documents.tolist()), unique=True).map(sorted)
                )
                if found.documents.size
                else [],
                np.uint32,
            )
            assert found.keys(chosen).tolist() == words.keys(chosen).tolist()
