"""The language of a text: identified from its words, or as the page says.

Promises: an ISO 639 code (two letters where there is one) with its basis, or None where the text
is too short to tell and nothing was declared; the same text always gives the same answer. The
model is loaded once, at the first use.
"""

from __future__ import annotations

import re
from array import array
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from archive.model import Fact

_LOOKED_AT = 1_500  # code points; twice as many changed no answer on a thousand pages
_LETTERS = 20  # fewer do not tell a language
_SURE = 0.5  # share of the model's confidence below which a text's language stays unknown
_SURE_AGAINST_HINT = 0.9  # and what it takes to overrule what the page says of itself
_LETTERS_AGAINST_HINT = 200
_FIRST_LOOK = 150  # code points that settle it where they are in the language that is declared
_LATIN_LETTERS = re.compile("[A-Za-z\u00aa-\u024f\u1e00-\u1eff]+")
_OTHER_LETTERS = re.compile("[\u0370-\u1dff\u2e80-\U0003ffff]+")  # and their marks
_FIRST_SIGN = "\u2e80"  # of Chinese, Japanese and Korean: worth so many letters
_SIGN = 3
_PASSAGE_LOOKED_AT = 400  # code points of a passage

# Languages that statistics mix up: among them the page knows better than the model.
_NEAR = (
    frozenset(("no", "nb", "nn", "da")),
    frozenset(("bs", "hr", "sr", "sh", "cnr")),
    frozenset(("id", "ms")),
    frozenset(("fa", "prs", "tg", "lrc", "mzn", "glk")),
    frozenset(("ar", "arz", "ary", "apc")),
    frozenset(("zh", "yue", "wuu")),
    frozenset(("pt", "gl")),
    frozenset(("cs", "sk")),
    frozenset(("ku", "ckb", "sdh")),
    frozenset(("es", "ca", "an", "ast")),
)


def identify(text: str, hint: str = "") -> Fact | None:
    """The language of a text; ``hint`` is what the file says (the ``lang`` of a page).

    The basis is "identified from the text" or "lang attribute". A hint is overruled only by a
    long text that is plainly in another language, from its beginning.
    """
    declared = primary(hint)
    sample = text[:_LOOKED_AT]
    letters = sum(map(str.isalpha, sample))
    if letters < _LETTERS:
        return _declared(declared)
    if declared and (letters < _LETTERS_AGAINST_HINT or declared not in _languages()):
        return _declared(declared)  # a language that the model does not know it can only get wrong
    if declared and _is_as_declared(sample[:_FIRST_LOOK], declared):
        return _declared(declared)
    found, confidence = _identifier().classify(_in_main_script(sample))
    if declared and (confidence < _SURE_AGAINST_HINT or _are_near(declared, found)):
        return _declared(declared)
    if confidence < _SURE or found == "zxx":
        return _declared(declared)
    return Fact(value=found, basis="identified from the text")


def _in_main_script(sample: str) -> str:
    """The sample without its Latin letters, or without all others: whichever are fewer.

    The model reads bytes, and would take an English text with a Persian quotation for Persian,
    which has twice the bytes for a letter.
    """
    others = "".join(_OTHER_LETTERS.findall(sample))
    if not others:
        return sample
    latin = sum(map(len, _LATIN_LETTERS.findall(sample)))
    weight = sum(_SIGN if letter >= _FIRST_SIGN else 1 for letter in others)
    return (_OTHER_LETTERS if latin > weight else _LATIN_LETTERS).sub(" ", sample)


def identify_passage(text: str, language: str) -> str:
    """The language of a passage in a text that is in ``language``: "" where it is the same.

    Only of a long passage that is plainly in another language.
    """
    found = identify(text[:_PASSAGE_LOOKED_AT], language)
    return found.value if found and found.value != language else ""


def primary(tag: str) -> str:
    """The primary subtag of a BCP 47 tag in lower case, "" when there is none."""
    subtag = tag.strip().replace("_", "-").partition("-")[0].lower()
    return subtag if 2 <= len(subtag) <= 3 and subtag.isascii() and subtag.isalpha() else ""


def _is_as_declared(beginning: str, declared: str) -> bool:
    found, _ = _identifier().classify(_in_main_script(beginning))
    return _are_near(declared, found)


def _are_near(declared: str, found: str) -> bool:
    """Whether two languages are one, or such as statistics mix up."""
    return declared == found or any(declared in near and found in near for near in _NEAR)


def _declared(language: str) -> Fact | None:
    return Fact(value=language, basis="lang attribute") if language else None


@cache
def _languages() -> frozenset[str]:
    """The languages that the model knows."""
    return frozenset(_identifier().labels)


@cache
def _identifier() -> LanguageIdentifier:
    """The model, with its tables as arrays: lists of numbers lie scattered in memory."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.tk_output = array("i", model.tk_output)
    model._rowbase = array("I", model._rowbase)
    return model
