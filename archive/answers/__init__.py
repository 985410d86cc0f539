"""What is answered to a search or a link: one answer, shown alike by page, API and command.

Promises: everything a face shows is in the answer, so that no two faces can differ; texts and
offsets only, no markup. Knows no engine and no web framework.
"""

from archive.answers.alternatives import Alternative
from archive.answers.attached import Attached, attached, carriers
from archive.answers.batch import BatchRow, BatchStatus, as_in_batch, batch
from archive.answers.concordance import ConcordanceAnswer, Line, Lines, concordance_answer
from archive.answers.corrections import Correction
from archive.answers.departed import Departed, departed, departed_plain
from archive.answers.every import Every, EveryHit, every_document
from archive.answers.passage import PassageAnswer, resolve_passage
from archive.answers.plain import (
    batch_plain,
    batch_row_plain,
    concordance_plain,
    document_plain,
    generation_plain,
    hit_plain,
    passage_plain,
    search_plain,
    similar_plain,
    suggest_plain,
)
from archive.answers.prov import prov_plain
from archive.answers.quote import QuoteAnswer, QuoteFound, quote_answer, quote_plain
from archive.answers.report import (
    KindRow,
    ReasonRow,
    State,
    kind_rows,
    outcomes,
    reason_rows,
    report_plain,
)
from archive.answers.search import (
    AnswerHit,
    SearchAnswer,
    ShownLeftOut,
    ShownPassage,
    copies_of,
    search_answer,
)
from archive.answers.search_record import Replayed, replay, search_record
from archive.answers.selecting import Selected, selections_of
from archive.answers.similar import SimilarAnswer, similar_answer
from archive.answers.suggest import Completion, completions
from archive.answers.versions import (
    Version,
    at_address,
    first_with,
    neighbours,
    versions,
    versions_plain,
)

__all__ = [
    "Alternative",
    "AnswerHit",
    "Attached",
    "BatchRow",
    "BatchStatus",
    "Completion",
    "ConcordanceAnswer",
    "Correction",
    "Departed",
    "Every",
    "EveryHit",
    "KindRow",
    "Line",
    "Lines",
    "PassageAnswer",
    "QuoteAnswer",
    "QuoteFound",
    "ReasonRow",
    "Replayed",
    "SearchAnswer",
    "Selected",
    "ShownLeftOut",
    "ShownPassage",
    "SimilarAnswer",
    "State",
    "Version",
    "as_in_batch",
    "at_address",
    "attached",
    "batch",
    "batch_plain",
    "batch_row_plain",
    "carriers",
    "completions",
    "concordance_answer",
    "concordance_plain",
    "copies_of",
    "departed",
    "departed_plain",
    "document_plain",
    "every_document",
    "first_with",
    "generation_plain",
    "hit_plain",
    "kind_rows",
    "neighbours",
    "outcomes",
    "passage_plain",
    "prov_plain",
    "quote_answer",
    "quote_plain",
    "reason_rows",
    "replay",
    "report_plain",
    "resolve_passage",
    "search_answer",
    "search_plain",
    "search_record",
    "selections_of",
    "similar_answer",
    "similar_plain",
    "suggest_plain",
    "versions",
    "versions_plain",
]
