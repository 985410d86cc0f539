"""What holds within a group of RTF, and what its control words say about groups and characters.

Promises: facts of the specification, as names. A group begins with what holds around it, and what
it changes ends with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.parsers.office.paragraphs import COMMENT, FOOTER, HEADER

# Where the characters of a group go. CODE: they say what a field is to show, and the results of
# others may stand within; LABEL: they are the number or the sign of a list's item; SHAPE, PICTURE:
# nowhere, but a text box or the properties in it are read, each a NAME and a VALUE; SKIP: nowhere.
BODY, FONTS, STYLES, INFO, FACT, CODE, LABEL, SHAPE, PICTURE, NAME, VALUE, SKIP = (
    "body", "fonts", "styles", "info", "fact", "code", "label", "shape", "picture", "name",
    "value", "skip",
)  # fmt: skip

FLOWS = {  # groups with paragraphs of their own; why they are left out, if they are
    "footnote": None,
    "shptxt": None,
    "dptxbxtext": None,
    "annotation": COMMENT,
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), HEADER),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), FOOTER),
}
GROUPS = {
    "fonttbl": FONTS,
    "stylesheet": STYLES,
    "info": INFO,
    "shp": SHAPE,
    "shpinst": SHAPE,
    "do": SHAPE,
    "shptxt": BODY,
    "fldinst": CODE,
    "listtext": LABEL,
    "pntext": LABEL,
    "pict": PICTURE,
    "sn": NAME,
    "sv": VALUE,
}
TRANSPARENT = frozenset(  # groups that a reader may not know, but whose text is text
    {"shpgrp", "shppict", "picprop", "moMath", "mr", "pn", "cs"}
)
SKIPPED = frozenset(
    "colortbl listtable listoverridetable revtbl rsidtbl themedata colorschememapping datastore"
    " latentstyles xmlnstbl mmathPr nonshppict objdata objclass objname shprslt"
    " filetbl pntxta pntxtb pnseclvl nonesttables nesttableprops bkmkstart bkmkend"
    " atnid atnauthor atndate atntime atnicn atnref atnparent atrfstart atrfend ftnsep ftnsepc"
    " ftncn aftnsep aftnsepc aftncn xe tc rxe txe tcn template generator fontemb fontfile falt"
    " panose fname passwordhash htmltag mhtmltag oldcprops oldpprops oldtprops oldsprops userprops"
    " protusertbl docvar wgrffmtfilter factoidname datafield formfield ffname ffdeftext ffformat"
    " ffhelptext ffstattext ffentrymcr ffexitmcr ffl background".split()
)
FACTS = frozenset({"title", "author", "company", "subject", "operator", "creatim", "revtim"})
DATE_PARTS = ("yr", "mo", "dy", "hr", "min")

SIGNS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "softline": "\n",
    "column": "\n",
    "emdash": "—",
    "endash": "–",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "zwbo": "\u200b",
    "zwnbo": "\u2060",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}
SYMBOLS = {"~": "\u00a0", "-": "\u00ad", "_": "\u2011", "\\": "\\", "{": "{", "}": "}", "\t": "\t"}


@dataclass(slots=True)
class State:
    """What holds in a group: where characters go, their font, and what their paragraph is."""

    goes: str = BODY
    fact: str = ""  # of the document's information, where ``goes`` is FACT
    twice: str = ""  # where what is given twice, without and with Unicode, goes the second time
    begins: bool = True  # nothing but its destination's words has been met in the group
    starred: bool = False  # a reader that does not know the destination is to skip the group
    owns_flow: bool = False
    font: int = -1
    other_font: int = -1  # for the characters of scripts written from the right, or of East Asia
    uses_other: bool = False
    fallback: int = 1  # characters that stand for one given by its number
    hidden: bool = False
    deleted: bool = False
    depth: int = 0  # of tables
    style: int = 0
    outline: int = 9  # of a paragraph: 0 to 8 are levels of headings
    listed: bool = False
