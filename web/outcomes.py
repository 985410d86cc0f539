"""How sure a page is of the words that a link leads to, in a sentence."""

from __future__ import annotations

from archive.answers import PassageAnswer
from web.interface import N_, gettext

OUTCOMES = {
    "exact": N_("This is the passage that the link points to. It stands here unchanged."),
    "moved": N_(
        "The words that the link points to were found unchanged, but at another place: "
        "the text of this document has been read again since the link was made."
    ),
    "approximate": N_(
        "The link was made for words that are not here exactly. The most similar "
        "passage is marked; compare it with the words below before you quote it."
    ),
    "not_found": N_(
        "The words that this link points to are not in this document’s text as it is read now."
    ),
}
SELECTED = OUTCOMES | {
    "exact": N_("These are the words that the link points to. They stand here unchanged."),
    "approximate": N_(
        "The link was made for words that are not here exactly. The most similar words "
        "are marked; compare them with those below before you quote them."
    ),
}
UNKNOWN_SELECTION = N_(
    "The end of this link does not fit: this archive knows no words that stand there with this "
    "check. It may have been mistyped, or cut off. The whole document is below."
)
UNKNOWN_PASSAGE = N_(
    "This archive has never had a passage with this identifier in this document. The identifier "
    "may have been mistyped. The whole document is below."
)


def outcome(answer: PassageAnswer | None) -> str:
    """The sentence; "" where nothing was linked."""
    if answer is None:
        return ""
    if answer.status == "not_found" and answer.stored is None:
        return gettext(UNKNOWN_SELECTION if answer.selection else UNKNOWN_PASSAGE)
    return gettext((SELECTED if answer.selection else OUTCOMES)[answer.status])
