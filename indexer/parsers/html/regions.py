"""What part of a page an element is: menu, footer, cookie notice, reader comments …

Promises: a plain word for readers, used as the reason why text was left out, from the element's
own tag, role, class and id; None where these say nothing. No word here names a site, only kinds
of parts, and widgets that sites of all kinds embed. It does not decide what is left out: that is
``indexer.parsers.html.main_text``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from indexer.parsers.html.run import HIDDEN, NOSCRIPT

_BY_TAG = {
    "nav": "navigation",
    "header": "header",
    "footer": "footer",
    "aside": "sidebar",
    "form": "form",
    "menu": "menu",
    "dialog": "dialog",
    "button": "form",
    "select": "form",
    "textarea": "form",
    "noscript": NOSCRIPT,
}
_BY_ROLE = {
    "navigation": "navigation",
    "menu": "menu",
    "menubar": "menu",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "sidebar",
    "search": "search box",
    "form": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
# Words in class and id, the more telling first, as patterns parted by spaces. A word begins and
# ends at a sign that is no lower-case letter; names like "shareBar" are split into words before.
_WORDS = {
    HIDDEN: r"sr-only screen-reader\w* screenreader\w* visually-?hidden a11y-hidden print-only",
    "cookie notice": r"cookies? consent gdpr ccpa cmp cookie[a-z]+",
    "newsletter box": r"newsletters? subscri(?:be|ption)s? sign-?up mailing-list",
    "advertisement": r"ads? adv advert[a-z]* sponsor(?:ed|s)? promos? promotion[a-z]* banner-?ad"
    r" promoted-?(?:content|posts?|story|stories|links?)"
    r" outbrain taboola",
    "comment": r"comments? disqus[a-z]* respond replies comment-?(?:list|form|area|section)",
    "share row": r"shar(?:e|es|ing) social[a-z]* sociable follow-?us addthis addtoany sharedaddy",
    "related links": r"related[a-z]* recommend[a-z]* most-?(?:read|popular|viewed) popular trending"
    r" read-?(?:more|next|also) more-?(?:on|from|stories|news) up-?next see-?also latest"
    r" similar teasers? prev-?next pagination pager next-?(?:post|article)",
    "keywords": r"tags tag-?(?:list|cloud|links?) keywords topics categories cat-links",
    "byline": r"by-?lines? authors? dateline post-?meta entry-?meta article-?meta"
    r" published pub-?date timestamp post-?date author-?[a-z]+",
    "menu": r"menus? nav-?menu hamburger toolbar",
    "navigation": r"nav navi navigation navbar bread-?crumbs? topbar skip-?links? toc",
    "footer": r"footer foot copyright colophon imprint impressum site-?info",
    "header": r"masthead site-?header page-?header top-?bar logo branding",
    "search box": r"search search-?(?:form|box|bar)",
    "sidebar": r"side-?bar aside rail widget-?area secondary infobox right-?col(?:umn)?",
}


def _one_of(words: Sequence[str]) -> re.Pattern[str]:
    """Finds one of these words, with the sign before it, which a search passes over letters for.

    Words are sorted by their first letters, so that few of them are tried at a place.
    """
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        by_letter[word[0]].append(word[1:])
    choices = [f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()]
    return re.compile(rf"[^a-z](?:{'|'.join(choices)})(?![a-z])")


_NAMES = {reason: _one_of(words.split()) for reason, words in _WORDS.items()}
_ANY = _one_of(" ".join(_WORDS.values()).split())
_REASONS = tuple(_WORDS)
REGIONS = tuple(dict.fromkeys([*_WORDS, *_BY_ROLE.values(), *_BY_TAG.values()]))
_NUMBER = re.compile(r"(?:[0-9a-f]{4,}-){2,}[0-9a-f]+")  # of a node, in hexadecimal digits
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=4096)
def region(tag: str, role: str, names: str) -> str | None:
    """The part of the page that an element with this tag, role, and class and id begins."""
    if names and tag not in {"html", "body"}:
        parted = names if names.islower() else _CAMEL.sub("-", names).lower()
        parted = _NUMBER.sub(" ", parted) if "-" in parted else parted
        words = " " + parted.replace("_", "-")
        found = _ANY.findall(words)
        if found:
            return _REASONS[min(map(_rank, found))]
    return _BY_ROLE.get(role) or _BY_TAG.get(tag)


@lru_cache(maxsize=1024)
def _rank(word: str) -> int:
    """Which of the reasons a word that was found stands for, by number."""
    return next(rank for rank, words in enumerate(_NAMES.values()) if words.fullmatch(word))
