"""Persian questions as other keyboards write them: the same documents must come first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.relevance.collection import collections
from indexer.relevance.evaluating import evaluate

# What Arabic and old Windows keyboards write in place of Persian letters and digits.
KEYBOARDS = {
    "arabic": str.maketrans("یک۰۱۲۳۴۵۶۷۸۹", "يك٠١٢٣٤٥٦٧٨٩"),
    "latin digits": str.maketrans("ی۰۱۲۳۴۵۶۷۸۹", "ى0123456789"),
    "marked": str.maketrans({"ا": "اَ", "ه": "هـ", "ی": "ی\u200f"}),
}


@pytest.mark.slow
def test_questions_typed_on_other_keyboards_find_the_same(shared: Path, tmp_path: Path) -> None:
    """Each way of typing loses at most 0.005 of nDCG against the letters of the texts."""
    source = shared / "data" / "relevance" / "pquad-fa"
    for name in ("corpus.jsonl.gz", "qrels.tsv"):
        (tmp_path / name).symlink_to(source / name)
    lines = (source / "queries.jsonl").read_text("utf-8").splitlines()[::40]
    questions = [json.loads(line) for line in lines]
    for kind, letters in {"": {}, **{f"_{k}": v for k, v in KEYBOARDS.items()}}.items():
        typed = [{"_id": q["_id"], "text": q["text"].translate(letters)} for q in questions]
        rows = [json.dumps(question, ensure_ascii=False) for question in typed]
        (tmp_path / f"queries{kind}.jsonl").write_text("\n".join(rows), "utf-8")
    (collection,) = collections([tmp_path])
    usual, *others = evaluate(collection)
    assert len(others) == len(KEYBOARDS)
    assert {o.name: o.ndcg_10 for o in others if o.ndcg_10 < usual.ndcg_10 - 0.005} == {}
