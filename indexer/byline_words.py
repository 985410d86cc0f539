"""The words that bylines are made of, in many languages, as patterns over folded text.

Promises: words of languages only, no names of people or sites; news agencies are listed by name
because they stand where a person's name would. All patterns are for text folded by
``indexer.months.fold``.
"""

from __future__ import annotations

import re

# Said before a name whatever the language of the text is.
_BY_ANYWHERE = (
    r"(?:(?:this\s+\w+\s+was\s+)?(?:written|posted|started|asked|authored|reported|compiled|prepared|submitted|published|contributed|"
    r"edited|words|text|story|report|article|analysis|opinion)\s+(?:and\s+\w+\s+)?)?by|"
    r"(?:geschrieben|verfasst|ein\s+\w+)\s+von|(?:publie|ecrit|redige|propos\s+recueillis)\s+par|"
    r"(?:escrito|publicado|texto|postado)\s+por|(?:scritto|pubblicato)\s+da|a\s+cura\s+di|"
    r"(?:geschreven|geplaatst)\s+door|(?:skriven|skrevet|publicerad|publisert)\s+av|"
    r"skrevet\s+af|ditulis\s+oleh|scris\s+de|irta|بقلم|به\s+قلم|کتبت?|کتب|نوشته(?:\s?ی)?|"
    r"گزارش\s+از|اعداد|מאת|γραφει\s+(?:ο|η)|撰文"
)
# Said before a name, but common words too: taken in their own language or beside a date.
_BY_IN_ITS_LANGUAGE = {
    "de": r"von|text|interview", "fr": "par", "es": "por", "pt": "por", "it": "di", "ro": "de",
    "nl": "door", "sv": "av|text", "no": "av|tekst", "nb": "av|tekst", "nn": "av|tekst",
    "da": "af|tekst", "id": "oleh", "ms": "oleh", "el": "του|της|απο", "pl": "napisal|napisala",
    "cs": "napsal|napsala", "sk": "napisal|napisala", "ca": "per", "gl": "por", "vi": "boi",
    "fi": "teksti", "ru": "от", "uk": "від", "tr": "yazan|haber", "zh": "记者|記者|文",
    "ja": "文|記者", "ko": "글",
}  # fmt: skip
# Said before a colon: the noun "author" and its like.
_BY_NOUN = (
    r"(?:(?:the\s+)?(?:article\s+)?(?:author|writer|reporter|byline|words|text|report)s?(?:\s+of\s+the\s+article)?|"
    r"aut(?:or|eur|ore|ora|oren|ores|oras|rice|eurs|ori|orin|or\(a\))|verfasser(?:in)?|redakteur(?:in)?|"
    r"redaktion|texte?|texto|testo|teks|tekst|teksti|szoveg|redaccion|redactie|"
    r"автор(?:ы|и|ка)?(?:\s+стат(?:ьи|ти|тi))?|текст|kirjoittaja|toimittaja|forfatter|forfattare|journalist|"
    r"szerzo|yazar|haber|muhabir|editor|penulis|reporter|tac\s+gia|συντακτης|συγγραφεας|κειμενο|"
    r"نویسنده|گزارشگر|خبرنگار|مترجم|الکاتب|المولف|کاتب|تحریر|اعداد|מחבר|כתב|लेखक|संवाददाता|"
    r"编辑)"
)
_BY_NOUN_CJK = r"(?:作者|著者|記者|记者|編集|文|投稿者|執筆(?:者)?|撰文|글|기자|作成者)"
BY = re.compile(
    rf"\s*[-–—]*\s*(?:(?:{_BY_ANYWHERE})(?![^\W\d_])\s*:?|{_BY_NOUN}\s*[:=]|"
    rf"{_BY_NOUN_CJK}\s*[:/=])\s*"
)
BY_WEAK = {
    language: re.compile(rf"\s*[-–—]*\s*(?:{words})(?![^\W\d_])\s*:?\s*")
    for language, words in _BY_IN_ITS_LANGUAGE.items()
}
BY_ANY_WEAK = re.compile(
    rf"\s*[-–—]*\s*(?:{'|'.join(dict.fromkeys(_BY_IN_ITS_LANGUAGE.values()))})(?![^\W\d_])\s*:?\s*"
)
AFTER_NAME = re.compile(r"\s*(?:특파원|기자|記者|记者|द्वारा|报道|報道)\s*$")

# Said of a publisher as well: taken beside a date only.
PUBLISHED_BY = re.compile(
    r"\s*(?:published|publie|publicado|pubblicato|publicerad|prepared|edited)\s"
)

# What stands right before a date and belongs to it.
_BEFORE_DATE = re.compile(
    r"(?:(?<![^\s(|/])(?:first|last|zuerst|zuletzt|erstmals|originally|am|on|le|el|il|em|op|den|"
    r"du|del|dne|no|de|date|datum|fecha|data|stand(?:\s+vom)?|дата|تاریخ|التاریخ|日期|日付|time|ngay|tgl|"
    r"publish\w*|posted|released|created|dated|filed|publie\w*|veroffentlicht|erschienen|"
    r"publicad\w+|pubblicat\w+|gepubliceerd|geplaatst|opublikowan\w*|опубликован\w*|yayin\w*|"
    r"publicer\w*|offentliggjort|publisert|publicat|julkaistu|publikovan\w*|vydano|megjelen\w*|"
    r"diterbitkan|δημοσιευ\w*|(?:تم\s+)?نشره?|(?:تاریخ\s+)?انتشار|منتشر\s+شده|פורסם|प्रकाशित|発行|公開|掲載|"
    r"发布(?:时间|于)?|發布|입력|등록|update\w*|modified|edited|revised|aktualisier\w*|geandert|"
    r"mis\w*\s+a\s+jour|modifi\w*|actualizad\w*|aggiornat\w*|atualizad\w*|bijgewerkt|"
    r"zaktualizowan\w*|aktualizacj\w*|обновлен\w*|изменен\w*|оновлен\w*|guncelle\w*|uppdatera\w*|"
    r"opdater\w*|oppdater\w*|paivitetty|aktualizova\w*|frissit\w*|actualizat\w*|ενημερω\w*|"
    r"diperbarui|cap\s+nhat|به\s?روز\s?رسانی|بروزرسانی|تحدیث|עודכן|अपडेट|更新|수정)"
    r"(?:\s*[(]?(?:at|on|am|le|el|il|em|um|vom)[)]?(?![^\W_]))?\s*[:.,،)]*\s*)+$"
)

_OF_LABEL = 6  # words and signs that one label is made of, at most

# What pages print beside a byline and what names nobody.
NOISE = re.compile(
    r"(?<![^\W_])@[a-z0-9_.]+|\S+@\S+\.\w+|"
    r"(?<![^\W_])(?:~\s*)?\d+\s*[- ]?(?:min(?:ute)?[ns]?\.?|minuten|minutos|minuti|dk|"
    r"мин(?:ут\w*)?|دقیقه|分钟?)(?![^\W_])(?:\s*(?:read(?:ing)?(?:\s+time)?|lesezeit|lesedauer|de\s+lecture|"
    r"de\s+lectura|de\s+leitura|di\s+lettura|leestijd|czytania|чтения))?|"
    r"(?<![^\W_])(?:reading\s+time|lesezeit|lesedauer|temps\s+de\s+lecture|leestijd)\s*:?\s*(?:\d+\s*\w*)?|"
    r"(?<![^\W_])(?:last\s+)?(?:updated|modified|published|posted)?\s*+(?::\s*+)?(?:about\s+)?(?:\d+|an?)\s+"
    r"(?:second|minute|hour|day|week|month|year)s?\s+ago|"
    r"(?<![^\W_])(?:vor|il\s+y\s+a|hace|ha)\s+\d+\s+\w+|"
    r"(?<![^\W_])\d+\s+(?:comments?|kommentare?|commentaires?|comentarios?|shares?|views?|likes?)|"
    r"(?<![^\W_])(?:share|tweet|teilen|partager|compartir|print|drucken|listen|follow|leave\s+a\s+comment|"
    r"no\s+comments|comments?|kommentare?)(?![^\W_])"
)
# Some of this is in whatever that finds; most lines have nothing of it, and it is found quickly.
NOISE_SIGN = re.compile("[@0-9]")
NOISE_WORD = re.compile(
    "ago|share|tweet|teilen|partager|compartir|print|drucken|listen|follow|comment|kommentar|"
    "reading|lese|lecture|leestijd"
)

# Lines that look like bylines and are none.
NO_BYLINE = re.compile(
    r"\s*(?:©|\(c\)|copyright|@\s*\d{4}|^\s*(?:photos?|fotos?|image|bild|credit)(?![^\W_]))|(?<![^\W_])(?:all\s+rights\s+reserved|"
    r"alle\s+rechte|tous\s+droits|privacy|terms\s+of|reply|antworten|repondre|responder|rispondi|"
    r"says|said|wrote|schrieb|isbn|doi|vol\.|vs\.?)(?![^\W_])"
)

_RANK = (
    r"(?:(?:senior|chief|lead|deputy|assistant|associate|managing|executive|special|foreign|political|"
    r"national|diplomatic|contributing|staff|guest|freelance|independent|investigative|news|sports?|"
    r"business|health|science|technology|world|international|white\s+house|washington|moscow|"
    r"content|marketing|digital|product|communications|research|creative|general|vice|co-|"
    r"stellvertretende[rn]?|leitende[rn]?|frei(?:e|er|en)|ltd\.?|envoyee?\s+speciale?s?|grand)\s+)*"
)
_ROLE = (
    r"(?:staff|writers?|reporters?|correspondents?|editors?|columnists?|contributors?|journalists?|"
    r"analysts?|producers?|photographers?|(?:co-?)?founders?|ceo|cto|cfo|coo|cmo|president|director|"
    r"manager|coordinator|specialist|strategist|consultant|copywriter|blogger|"
    r"redakteur(?:e|in|innen)?|redaktor(?:in)?|korrespondent(?:in)?|"
    r"journalist(?:in)?|volontar(?:in)?|autor(?:in)?|reporterin|chefredakteur(?:in)?|redacteurs?|"
    r"redactrice|correspondante?|journaliste|envoyee?\s+speciale?s?|corresponsal|periodista|"
    r"redactor(?:a)?|reporter[oa]|enviad[oa]\s+especial|giornalista|inviat[oa]|corrispondente|"
    r"correspondente|jornalista|colunista|verslaggever|correspondent|redacteur|dziennikarz|"
    r"корреспондент|обозреватель|журналист|muhabiri?|toimittaja|wartawan|"
    r"خبرنگار|مراسل|صحفی|محرر|phd|ph\.d\.?|m\.?d\.?|esq\.?|mba)"
)
ROLE = re.compile(
    rf"(?<![^\W_]){_RANK}{_ROLE}(?![^\W_])(?:\s+(?:at|for|of|in|des?|der|fur|a|en|au)\s.*)?\s*$"
)
ROLE_BEFORE = re.compile(
    rf"\s*(?:(?:unser\w*|our|notre|nuestr[ao])\s+)?{_RANK}(?!md\s){_ROLE}(?![^\W_])\s+(?=\S)"
)
STAFF = re.compile(rf"(?<![^\W_]){_RANK}(?:staff|redaktion|redaccion|redazione)(?![^\W_])")
WHERE = re.compile(
    r"\s+(?:in|aus|from|for|at|reporting|with|additional|mit|avec|con|com|met|uber|pour|en|para|per|voor|fur)\s+\S.*$"
)

_AGENCY = (
    r"(?:the\s+)?(?:associated\s+press|canadian\s+press|press\s+association|press\s+trust\s+of\s+india|"
    r"agence\s+france-presse|deutsche\s+presse-agentur|australian\s+associated\s+press|"
    r"united\s+press\s+international|kyodo\s+news|xinhua(?:\s+news\s+agency)?|yonhap|anadolu(?:\s+agency|\s+ajansi)?|"
    r"reuters|bloomberg|interfax|ria\s+novosti|tass|europa\s+press)"
)
AGENCY_AT_END = re.compile(rf"\s+{_AGENCY}\s*$")
ORGANISATION = re.compile(
    rf"{_AGENCY}$|(?<![^\W_])(?:afp|ap|dpa|apa|efe|ansa|pti|ani|upi|sid|epd|kna|irna|isna|"
    r"press|news|agency|agencies|agence|agentur|agencia|agenzia|nachrichten\w*|zeitung\w*|tageszeitung|"
    r"redaktion|redaccion|redazione|redacao|redactie|redakcja|redakce|redaction|редакция|redaksi\w*|"
    r"editorial|editors|newsroom|staff|desk|team|bureau|media|times|journal|tribune|gazette|herald|"
    r"observer|daily|magazine|network|television|televisio\w*|tv|radio|broadcasting|university|"
    r"universitat|institut\w*|foundation|stiftung|committee|council|ministry|ministerium|office|"
    r"organi[sz]ation|association|society|commission|centre|center|coalition|campaign|inc|ltd|gmbh|"
    r"llc|агентство|газета|новости|риа|وکاله|قناه|صحیفه|هییه|فریق|اسره\s+التحریر|خبرگزاری|روزنامه|"
    r"تحریریه|سرویس|گروه|شورا|سازمان|کمیسیون)(?![^\W_])|"
    r"通信社?$|新聞社?$|编辑部$|編集部$|通讯社$|日报$|日報$|통신$|신문$|뉴스$|연합뉴스$"
)

AND = r"and|und|et|och|og|en|ja|és|es|si|și|ve|dan|oraz|and\s+also|и|та|και|و|和|及|与|與|ו"
AND_SHORT = r"y|e|i|a|и|і|و"  # also parts of surnames: they part only names of two words or more
PARTICLES = frozenset(
    "de da do das dos del della di du des la le les van von der den dem ter ten te zu zur zum vom "
    "bin ibn bint al el ul as ash abu ben bar y e i of the af av och til und and st san af d' "
    "o' mac mc pour y".split()
)
NO_FIRST_WORD = frozenset(
    "the a an this that these his her its their our my your then now all far contrast comparison "
    "way itself using doing eso ejemplo lo favor la los las ello cierto contre exemple ailleurs "
    "consequent rapport der die das dem den ein einem einer allem hier dort anfang wegen questo "
    "quello fronte piu isso exemplo fim een het de deze today yesterday tomorrow "
    "by sign log join learn read view see about contact follow subscribe".split()
)


def before_date(folded: str) -> re.Match[str] | None:
    """What ends a text and belongs to the date behind it ("Last updated on")."""
    parts = folded.rsplit(maxsplit=_OF_LABEL)
    start = len(parts[0]) if len(parts) > _OF_LABEL else 0
    ends = _BEFORE_DATE.search(folded, start)  # few do: the whole is looked through for those
    return _BEFORE_DATE.search(folded) if ends and start else ends
