"""What programs fill in by themselves where a person would state a title or an author.

Promises: judged by form alone, for every format whose files have properties; what is no title or no
author here never was somebody's statement.
"""

from __future__ import annotations

import re

_FILE_NAME = re.compile(
    r".*\.(?:docx?|dotx?m?|odt|ott|rtf|od[sp]|pdf|tex|dvi|indd|qx[dp]|pptx?|xlsx?|pages|txt|x?html?"
    r"|e?ps|fm|wpd|pmd|jpe?g|tiff?|png|cdr|pub|p65|md|tmp)|[a-z]:\\.*|\w+://.*"
    r"|[^\s/]*[_\d][^\s/]*",
    re.IGNORECASE,
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_NO_TITLE = re.compile(
    r"""microsoft\ (?:office\ )?(?:word|powerpoint|excel|publisher|office)\b.*
      | (?:untitled|unbenannt|unknown|sans\ (?:titre|nom)|sin\ t[ií]tulo|senza\ titolo|naamloos
      | без\ имени)\b.*
      | (?:(?:word|new|neues|my|blank)\ )?(?:document|dokument|documento|doc|unnamed|normal|title
      | titre|titel|título|no\ title|none|template|letterhead|slide|test\ page|pdf|presentation
      | powerpoint|page|print|scan|image|layout|book|report)[\s\d()_#.-]*
      | (?:pdf|document|dokument|powerpoint|slide)[\s-]*(?:presentation|pr[äa]sentation|title)
      | .*\bdocument[\s-]?\d+ | (?:بدون\ )?عنوان\s*\d* | (?:نامه|سند)\s*\d*""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_AUTHOR = re.compile(
    r"""\W*\w?\W* | python-docx | apache\ poi | docx4j | openpyxl | aspose.* | pandoc | calibre.*
      | (?:unknown|unbekannter?)\ (?:author|autor) | author | autor | unbekannt | un-?named
      | benutzer | utilisateur | usuario | home | libreoffice | openoffice(?:\.org)? | google\ docs
      | microsoft[\s-](?:account|konto|corporation) | (?:compte|cuenta|account)\ microsoft
      | учетная\ запись\ майкрософт | microsoft(?:\ office)?\ ?(?:user|utente|anwender)?\d*
      | (?:pc|win(?:dows)?|ms|office)?[\s-]*(?:user|owner|admin(?:istrator)?|unknown|default
      | guest|root|anonymous|none|n/?a|pc|desktop|laptop|compaq|toshiba|dell|hp|acer|asus|lenovo
      | sony|samsung|apple|vaio|intel|ibm|scanner|pdf-author)[\s\d-]*
      | \S*[@\\/_]\S*""",
    re.IGNORECASE | re.VERBOSE,
)


def is_title(text: str) -> bool:
    """Whether a stated title, on one line, says something of the document."""
    if sum(map(str.isalpha, text)) < 3:
        return False
    return not any(form.fullmatch(text) for form in (_FILE_NAME, _SLUG, _NO_TITLE))


def is_author(name: str) -> bool:
    """Whether a stated author, on one line, is somebody."""
    return not _NO_AUTHOR.fullmatch(name) and "@" not in name
