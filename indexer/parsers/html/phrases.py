"""The short lines that stand in saved articles without being part of them, in many languages.

Promises: each pattern reads a whole short line, folded by ``fold``; what it says is the reason
for which the line is left out. Words of no site in particular.
"""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]")
LONGEST = 90  # code points; a longer line is a sentence of the text

_ADVERTISEMENT = (
    r"advertise?ments?|ad|ads|sponsored( content)?|paid (post|content)|promoted"
    r"|anzeige|werbung|werbeanzeige|publicite|publicidad|pub|publi|pubblicita|propaganda"
    r"|reclame|reklame?|annonse|annons|mainos|reklam|reklama|реклама|διαφημιση|iklan|quang cao"
    r"|広告|廣告|广告|광고|اعلان|إعلان|اعلانات|تبليغات|آگهی|विज्ञापन|פרסומת"
    r"|story continues below( advertisement)?|article continues (below|after) .*"
    r"|continue reading( the main story)?|scroll to continue( with content)?"
)
_LEFTOVER = (
    r"(scroll|back|go|return|jump|skip) to (the )?(top|main content|content|navigation)|^top|to top"
    r"|nach oben|zum seitenanfang|zuruck nach oben|seitenanfang|haut de page|retour en haut"
    r"|volver arriba|ir arriba|subir|torna su|voltar ao topo|terug naar boven|naar boven"
    r"|till toppen|til toppen|наверх|yukari cik|do gory|ページの先頭へ|ページトップへ|トップへ戻る"
    r"|回到顶部|回到頂部|맨 위로|بازگشت به بالا|العودة الى الاعلى|العودة للأعلى"
    r"|print( this)?( page| article)?|drucken|artikel drucken|imprimer|imprimir|stampa|afdrukken"
    r"|loading\.*|please wait\.*|close|share|copy link|link copied!?|save|embed|play|pause"
    r"|comments?( \(\d+\))?|\d+ comments?|leave a (comment|reply)|post a comment|kommentare?"
    r"|report (an )?(error|typo)|fehler (gefunden|melden)\??.*|view (image|gallery|photos?)"
    r"|(view|see) all|show (more|less)|load more|mehr anzeigen|weiterlesen|read (full|the rest).*"
)
_SHARE = (
    r"(share|tweet|pin|email|e-mail|whatsapp|facebook|twitter|linkedin|telegram|reddit|pinterest"
    r"|instagram|flipboard|messenger|x|copy link|print|teilen|partager|compartir|condividi"
    r"|del|jaa|dela|paylas|partilhar|compartilhar|udostepnij|поделиться|اشتراک|شارك|シェア|ツイート"
    r"|このエントリーをはてなブックマークに追加)"
    r"([ ,|/·•]+(share|tweet|pin|email|e-mail|whatsapp|facebook|twitter|linkedin|telegram|reddit"
    r"|pinterest|instagram|flipboard|messenger|x|copy|link|print|this|on|via|by|save|mail|und|and"
    r"|teilen|per|article|artikel|post|page|\d+))*"
    r"|(share|teilen sie) (this|on|via|diesen|with) .*|follow us( on)?.*|folge? uns.*"
)
_NEWSLETTER = (
    r"(subscribe|sign up)( now| today| here| for| to| and get)?( .*(newsletters?|inbox|updates?))?"
    r"|.*\bnewsletter (abonnieren|anmelden|bestellen)|newsletter|get the newsletter|abonnieren"
    r"|.*\binscri\w+ .*newsletter.*|(already a )?(subscriber|member)\?.*|log ?in|register"
)
_COPYRIGHT = r"(copyright|©|\(c\)).{0,60}|all rights reserved\.?|alle rechte vorbehalten\.?"
_WHOLE = (
    ("advertisement", re.compile(rf"[-–—( ]*(?:{_ADVERTISEMENT})[-–—) .:]*")),
    ("share row", re.compile(_SHARE)),
    ("newsletter box", re.compile(_NEWSLETTER)),
    ("leftover line", re.compile(rf"(?:{_LEFTOVER})[ .…»›>↑^]*")),
    ("copyright line", re.compile(_COPYRIGHT)),
)
# One match tells of most lines that they are none of these.
_ANY = re.compile("|".join(f"(?:{whole.pattern})" for _, whole in _WHOLE))
_RELATED = re.compile(
    r"(?:>+ ?|→ ?|\* ?)?(?:also )?(?:read(?: more| next| also| this)?|see also|more on|related"
    r"|recommended|(?:you )?(?:may|might) also like|don'?t miss|watch|more|in case you missed"
    r"|lesen sie (?:auch|hier|mehr|dazu)|mehr (?:dazu|zum thema|lesen)|mehr|auch interessant"
    r"|siehe auch|lire aussi|a lire(?: aussi)?|voir aussi|sur le meme sujet"
    r"|lea tambien|leer mas|te puede interesar"
    r"|noticias? relacionadas?|tambien te puede.*?|leggi anche|leia (?:tambem|mais)|lees ook"
    r"|les ogsa|les mer|las (?:ocksa|mer)|laes ogsa|lue myos|czytaj (?:takze|wiecej|tez)"
    r"|читайте также|читать также|читайте еще|ilgili haber(?:ler)?|baca juga|xem them"
    r"|関連記事|相关阅读|相關新聞|관련기사|اقرا (?:ايضا|المزيد)|بیشتر بخوانید|بخوانید|مطالب مرتبط"
    r")\b ?[:：!?›»-]*"
)


def fold(text: str) -> str:
    """A line without case, accents and doubled white space."""
    folded = " ".join(text.casefold().split())
    return folded if folded.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFD", folded))


def leftover(text: str) -> str | None:
    """The reason for which a short line is no part of an article; None where it may be one."""
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    if not _ANY.fullmatch(folded):
        return None
    return next(reason for reason, whole in _WHOLE if whole.fullmatch(folded))


def leads_elsewhere(text: str) -> bool:
    """Whether a line begins as lines do that lead to other articles ("Read more: …")."""
    return _RELATED.match(fold(text[:60])) is not None
