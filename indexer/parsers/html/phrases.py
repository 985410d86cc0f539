"""The short lines that stand in saved articles without being part of them, in many languages.

Promises: each pattern reads a whole short line, folded by ``fold`` as the patterns' words are, so
that these are written as people write them; what it says is the reason for which the line is left
out. Words of no site in particular.
"""

from __future__ import annotations

import re
import unicodedata

from indexer.months import fold as folded

_POINTS = re.compile("[\u0300-\u036f\u064b-\u0652]")
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
# What leads to other articles: plain words for it, and such as need a link to mean it.
_ELSEWHERE = (
    r"(?:also )?read(?: next| also)|see also|(?:you )?(?:may|might) also like"
    r"|in case you missed(?: it)?|related (?:articles?|stories|posts|news|links)"
    r"|lesen sie (?:auch|dazu auch|mehr dazu)(?: die folgenden beiträge)?|mehr (?:dazu|themen)"
    r"|(?:mehr|weiteres) zum thema|auch interessant|das könnte (?:dich|sie) auch interessieren"
    r"|vorschau auf den nächsten artikel|siehe auch"
    r"|lire aussi|à lire (?:aussi|également)|voir aussi|sur le même sujet"
    r"|lea también|lee también|leer también|(?:te|le) puede interesar|puedes? ver|ve[ar] también"
    r"|mira también|noticias? relacionadas?|notas? relacionadas?|también te puede interesar"
    r"|leggi anche|potrebbe interessarti(?: anche)?|leia (?:também|mais)|veja também|lees ook"
    r"|les også|läs (?:också|även)|læs også|lue myös|czytaj (?:także|też|również)"
    r"|zobacz (?:także|też)|przeczytaj (?:także|też)|čtěte také|citește și"
    r"|читайте (?:также|ещё|еще|по теме)|читать также"
    r"|смотрите также|по теме|читайте також|ilgili haber(?:ler)?|baca juga|xem thêm"
    r"|関連記事|あわせて読みたい|相关阅读|相關新聞|관련기사|관련 기사"
    r"|اقرأ (?:أيضا|المزيد)|إقرأ أيضا|شاهد أيضا|(?:أخبار|مقالات|مواضيع|موضوعات) ذات صلة"
    r"|(?:بیشتر|همچنین) بخوانید|(?:مطالب|اخبار|خبرهای) مرتبط"
)
_MORE = (
    r"read(?: more| this)?|more(?: on)?|related|recommended|don'?t miss|watch|mehr(?: lesen)?"
    r"|lesen sie (?:hier|mehr)|à lire|leer más|también te puede|mira|les mer|läs mer|czytaj więcej"
    r"|بخوانید"
)
_MARK = r"(?:[>→*] ?)*"
_OF_WHOM = r"(?:auf|bei|on|from|von|in|sur|en|à|su|no|na) .{1,30}"


def fold(text: str) -> str:
    """A line without case, accents, vowel signs and doubled white space."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(_POINTS.sub("", folded(unicodedata.normalize("NFC", text))).split())


# A sentence that asks the reader to follow: what to do, and what of ours.
_CALL = re.compile(
    fold(
        r"(?=.*\b(?:subscri|sign(?:ing)? up|join|follow|download|abonnier|melde|anmeld|folge|lade"
        r"|abonnez|inscri|suivez|suscri|unete|siguenos|iscriv|segui|assin|inscrev|siga"
        r"|подпис|читайте|подпиш|اشترك|تابع|انضم|عضو|دنبال کنید))"
        r".*\b(?:our|unser\w*|deinen?|notre|nos|nuestr\w+|nostr\w+|noss\w+|наш\w*|قناتنا|نشرتنا|کانال"
        r"|خبرنامه)\b.*(?:newsletters?|e-?paper|inbox|\bapps?\b|telegram|whatsapp|youtube|instagram"
        r"|facebook|twitter|\bkanal|\bcanal|channel|posteingang|телеграм|канал|تلگرام|تليجرام|واتساب)"
    )
)
LONGEST_CALL = 200  # code points
_WHOLE = (
    ("advertisement", re.compile(rf"[-( ]*(?:{fold(_ADVERTISEMENT)})[-) .:]*")),
    ("share row", re.compile(fold(_SHARE))),
    ("newsletter box", re.compile(fold(_NEWSLETTER))),
    ("leftover line", re.compile(rf"(?:{fold(_LEFTOVER)})[ .…»›>↑^]*")),
    ("copyright line", re.compile(fold(_COPYRIGHT))),
    ("related links", re.compile(rf"{_MARK}(?:{fold(_ELSEWHERE)})(?: {_OF_WHOM})? ?[:.…›»-]*")),
)
# One match tells of most lines that they are none of these.
_ANY = re.compile("|".join(f"(?:{whole.pattern})" for _, whole in _WHOLE))
_LEADS = re.compile(rf"{_MARK}(?:{fold(_ELSEWHERE)}|{fold(_MORE)})\b ?[:!?›»-]*")


def leftover(text: str) -> str | None:
    """The reason for which a short line is no part of an article; None where it may be one."""
    if len(text) > LONGEST_CALL:
        return None
    line = fold(text)
    if len(text) <= LONGEST and _ANY.fullmatch(line):
        return next(reason for reason, whole in _WHOLE if whole.fullmatch(line))
    return "newsletter box" if _CALL.match(line) else None


def leads_elsewhere(text: str) -> bool:
    """Whether a line begins as lines do that lead to other articles ("Read more: …")."""
    return _LEADS.match(fold(text[:60])) is not None
