"""Lines that a page's furniture leaves in a text copied or saved from it.

Promises: ``is_leftover`` knows whole lines only, in many languages, and says how sure it is:
a sure one ("Scroll to top") is nothing else wherever it ends a text; a likely one ("Print",
"Share") only after an article. Decides nothing about where a line stands.
"""

from __future__ import annotations

import re
from typing import Literal

from indexer.months import fold

_LONGEST = 80  # code points

_SURE = re.compile(
    r"(?:↑|▲|⬆|\^)?\s*(?:(?:scroll|back|go|return|jump|skip)\s+(?:back\s+)?(?:to|up\s+to)\s+"
    r"(?:the\s+)?(?:top|main\s+content|content|navigation)(?:\s+of\s+(?:the\s+)?page)?|"
    r"top\s+of\s+page|(?:zuruck\s+)?nach\s+oben|zum\s+seitenanfang|zum\s+inhalt(?:\s+springen)?|"
    r"(?:retour\s+)?(?:en\s+)?haut\s+de\s+(?:la\s+)?page|retour\s+en\s+haut|volver\s+arriba|"
    r"ir\s+arriba|torna\s+su|torna\s+all'inizio|voltar\s+(?:ao|para\s+o)\s+topo|"
    r"(?:terug\s+)?naar\s+boven|(?:wroc\s+)?do\s+gory|на\s*верх|наверх|вверх(?:\s+страницы)?|"
    r"вгору|yukari\s+(?:cik|git)|(?:till|til)\s+toppen|takaisin\s+ylos|nahoru|"
    r"vissza\s+a\s+tetejere|επιστροφη\s+στην\s+κορυφη|بازگشت\s+به\s+بالا|برو\s+به\s+بالا|"
    r"العوده\s+(?:الی|للی?)\s*ال?اعلی|חזרה\s+למעלה|ऊपर\s+जाएं|kembali\s+ke\s+atas|ke\s+atas|"
    r"len\s+dau\s+trang|ve\s+dau\s+trang|ページの?(?:トップ|先頭)へ?(?:戻る)?|トップへ戻る|"
    r"返回顶部|回到顶部|맨\s?위로|(?:accept|allow|reject|manage)\s+(?:all\s+)?cookies?|"
    r"alle\s+cookies\s+(?:akzeptieren|zulassen)|(?:tout\s+)?accepter\s+(?:tous\s+)?les\s+cookies|"
    r"aceptar\s+(?:todas\s+las\s+)?cookies|loading\s+comments?|"
    r"comments?\s+(?:are\s+)?(?:loading|closed)|kommentare\s+(?:werden\s+)?(?:ge)?lad\w+|"
    r"chargement\s+des\s+commentaires|"
    r"share\s+this(?:\s+(?:article|story|post|page))?(?:\s+(?:on|via)\W*\w*)?|"
    r"(?:subscribe|sign\s+up)\s+(?:to|for)\s+our\s+newsletters?|leave\s+a\s+(?:comment|reply)|"
    r"(?:click\s+to\s+)?share\s+on\s+(?:facebook|twitter|x|whatsapp|telegram|linkedin|reddit)"
    r"(?:\s+\(opens?.*\))?)\s*[.…!:↑▲»→]*"
)
_LIKELY = re.compile(
    r"(?:print(?:\s+(?:this|article|page))*|drucken|imprimer|imprimir|stampa|afdrukken|drukuj|"
    r"печать|распечатать|yazdir|چاپ|طباعه|印刷|打印|share|teilen|partager|compartir|condividi|"
    r"compartilhar|delen|udostepnij|поделиться|paylas|اشتراک\s*گذاری|مشارکه|分享|공유(?:하기)?|"
    r"シェア(?:する)?|tweet|e-?mail|facebook|twitter|whatsapp|telegram|linkedin|copy\s+link|"
    r"save(?:\s+article)?|bookmark|advertisement|sponsored(?:\s+content)?|anzeige|werbung|"
    r"publicite|publicidad|pubblicita|advertentie|reklama|реклама|reklam|تبلیغات|اعلان|広告|广告|"
    r"subscribe(?:\s+(?:now|today))?|abonnieren|s'abonner|suscribete|iscriviti|"
    r"follow\s+us(?:\s+on\W*\w*)?|newsletter|sign\s+in|log\s?in|menu|close|search|"
    r"(?:comments?|kommentare?)(?:\s*\(\d*\))?|commentaires?|comentarios?|commenti|no\s+comments|"
    r"(?:\d+|add|view|show|post|hide|join\s+the)\s+(?:comments?|conversation)|"
    r"(?:read|see|load|show|view|learn)\s+(?:more|next|also|all)|weiterlesen|"
    r"mehr\s+(?:lesen|laden|zum\s+thema)|lesen\s+sie\s+auch|zur\s+startseite|"
    r"lire\s+(?:la\s+suite|aussi)|leer\s+mas|leia\s+mais|leggi\s+(?:anche|tutto)|"
    r"lees\s+(?:meer|ook)|czytaj\s+(?:wiecej|takze)|читайте\s+также|читать\s+далее|"
    r"devamini\s+oku|بیشتر\s+بخوانید|اقرا\s+(?:ایضا|المزید)|続きを読む|阅读更多|더\s?보기|"
    r"related(?:\s+(?:articles?|stories|posts|topics|content|news|links))?|"
    r"more\s+(?:from|on|stories)\W*.{0,30}|previous(?:\s+(?:article|post|story))?|"
    r"next(?:\s+(?:article|post|story))?|tags?|topics?|filed\s+under|"
    r"most\s+(?:read|popular|viewed)|trending(?:\s+now)?|you\s+(?:may|might)\s+also\s+like|"
    r"privacy\s+(?:policy|settings)|terms\s+(?:of\s+(?:use|service)|and\s+conditions)|"
    r"cookie\s+(?:policy|settings)|datenschutz|impressum|agb|about\s+us|contact(?:\s+us)?|"
    r"kontakt|mentions\s+legales|aviso\s+legal)\s*[.…!:»→>]*"
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright\b).{0,60}|.{0,50}(?<![^\W_])(?:all\s+rights\s+reserved|alle\s+rechte\s+"
    r"vorbehalten|tous\s+droits\s+reserves|todos\s+los\s+derechos\s+reservados|"
    r"все\s+права\s+защищены|کلیه\s+حقوق.{0,30}|جمیع\s+الحقوق\s+محفوظه)\.?"
)


def is_leftover(line: str) -> Literal["sure", "likely"] | None:
    """Whether a whole line is page furniture, and how surely."""
    line = line.strip()
    if not line or len(line) > _LONGEST:
        return None
    folded = fold(line)
    if _SURE.fullmatch(folded):
        return "sure"
    return "likely" if _LIKELY.fullmatch(folded) or _COPYRIGHT.fullmatch(folded) else None
