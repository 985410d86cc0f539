"""What an evidence test reports: tries, failures, seed and seconds, never a bare "passes".

How to write one: mark it ``@pytest.mark.evidence``, ask ``tries(quick, full)`` how often to try
(``make test`` runs the quick form, ``python -m tests.faults.evidence`` sets
``MUNIMENT_EVIDENCE=full``), draw from one seeded generator, and call ``record`` once with what
was counted **before** asserting that nothing failed, so that a failure is in the table too::

    from tests.faults.figures import record, tries

    @pytest.mark.evidence
    def test_a_flip_is_noticed(tmp_path: Path) -> None:
        begun, failures = time.monotonic(), 0
        random = Random(SEED)
        for _ in range(count := tries(50, 500)):
            failures += ...
        record(6, "bit flips in originals and register", count, failures, SEED,
               time.monotonic() - begun, "noticed by verify")
        assert failures == 0
"""

from __future__ import annotations

import json
import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "build" / "evidence"
FIGURES = FOLDER / "figures.jsonl"


def full() -> bool:
    """Whether the long form was asked for."""
    return os.environ.get("MUNIMENT_EVIDENCE") == "full"


def tries(quick: int, full_form: int) -> int:
    """How often to try, in the form that was asked for."""
    return full_form if full() else quick


def record(
    number: int,
    title: str,
    tries: int,
    failures: int,
    seed: int,
    seconds: float,
    note: str = "",
) -> None:
    """Add one figure to build/evidence/figures.jsonl; ``number`` is the fault's in the table."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    figure = {
        "number": number,
        "title": title,
        "tries": tries,
        "failures": failures,
        "seed": seed,
        "seconds": round(seconds, 2),
        "note": note,
        "form": "full" if full() else "quick",
    }
    with FIGURES.open("a", encoding="utf-8") as file:
        file.write(json.dumps(figure, ensure_ascii=False) + "\n")
