"""A saved page's style sheets without anything that would be fetched.

Promises: what comes out names no address (``url()``, ``src()``, ``image-set()``, ``@import`` …)
but pictures that are in it as ``data:``, and cannot end the ``<style>`` element it is put into;
colours, spacing and type stay. Text is cut into tokens as CSS Syntax Level 3 does, escapes
included, so that ``u\\72l(`` is seen for what it is. Judges no layout.
"""

from __future__ import annotations

import re

# Raster pictures only: an SVG may hold more than a picture.
DATA_PICTURE = re.compile(
    r"data:image/(?:png|jpe?g|gif|webp|avif|bmp|x-icon);base64,[A-Za-z0-9+/=% \t\r\n\f]*+",
    re.IGNORECASE,
)

_ESCAPE = r"\\(?:[0-9a-fA-F]{1,6}\s?|[^\n0-9a-fA-F])"
_NAME = rf"(?: [-\w] | [^\x00-\x7f] | {_ESCAPE} )++"
_DOUBLE = r'"(?:[^"\\\n]|\\(?:.|\Z))*+"?'
_SINGLE = r"'(?:[^'\\\n]|\\(?:.|\Z))*+'?"
_TOKEN = re.compile(
    rf"""(?P<comment> /\*.*?(?:\*/|\Z) )
       | (?P<string> {_DOUBLE} | {_SINGLE} )
       | (?P<name> @ {_NAME} | {_NAME} \(?+ )
       | (?P<plain> [^\\<] | <(?=[\s=]) )
       | (?P<dropped> . )""",
    re.DOTALL | re.VERBOSE,
)
# What follows "url(": a quoted string, or anything up to the bracket that ends it.
_ADDRESS = re.compile(
    rf"\s*+(?: (?P<quoted> {_DOUBLE} | {_SINGLE} ) [^)]*+ | (?P<bare> (?:[^)\\]|\\.)*+ ) ) \)?+",
    re.DOTALL | re.VERBOSE,
)
_UNESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_LINE_ENDS = re.compile(r"\r\n?|\f")

# Functions that take an address, or a string as one, and rules that fetch; their names are
# replaced by one that no browser knows, which makes it ignore the declaration or the rule.
_FETCHING = re.compile(r"(?:src|image|.*(?:image-set|cross-fade|image-rect))\(", re.DOTALL)
_FETCHING_RULES = frozenset({"@import", "@charset", "@namespace", "@document", "@-moz-document"})
_IGNORED_FUNCTION = "left-out("
_IGNORED_RULE = "@left-out"
_NOTHING = "none"


def harmless(css: str) -> str:
    """A style sheet, or the declarations of a ``style`` attribute, without its addresses."""
    css = _LINE_ENDS.sub("\n", css).replace("\0", "\ufffd")
    parts: list[str] = []
    at = 0
    while match := _TOKEN.match(css, at):
        at = match.end()
        text = match[0]
        if match["name"]:
            name = _unescape(text).lower()
            if name == "url(":
                address = _ADDRESS.match(css, at)
                at = address.end() if address else at
                text = _kept_address(address)
            elif name in _FETCHING_RULES:
                text = _IGNORED_RULE
            elif _FETCHING.fullmatch(name):
                text = _IGNORED_FUNCTION
        elif match["string"]:
            text = _closed(text)
        elif not match["plain"]:
            text = " "
        parts.append(text)
    # The only way out of a <style> element is its end tag (HTML standard, 13.2.5.14).
    return "".join(parts).replace("</", "<\\/")


def _kept_address(address: re.Match[str] | None) -> str:
    if address is None:
        return _NOTHING
    written = address["quoted"][1:].rstrip("\"'") if address["quoted"] else address["bare"]
    target = "".join(written.split())  # a line end would end the string
    return f'url("{target}")' if DATA_PICTURE.fullmatch(target) else _NOTHING


def _closed(string: str) -> str:
    """A string token that surely ends where it seems to."""
    quote, body = string[0], string[1:]
    if body.endswith(quote) and not _ends_in_escape(body[:-1]):
        body = body[:-1]
    if _ends_in_escape(body):
        body = body[:-1]
    return f"{quote}{body}{quote}"


def _ends_in_escape(text: str) -> bool:
    """Whether an odd number of backslashes would escape what comes next."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _unescape(name: str) -> str:
    return _UNESCAPE.sub(_unescaped, name)


def _unescaped(match: re.Match[str]) -> str:
    if not match[1]:
        return str(match[2])
    number = int(match[1], 16)
    return chr(number) if 0 < number <= 0x10FFFF else "\ufffd"
