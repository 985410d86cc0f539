"""Templates, compiled once for each language of the interface.

Promises: a sentence is looked up when a template is compiled and not on every page; what is filled
into it is escaped as anything that a template places. Only words that depend on a number are
looked up again. An included template that takes nothing from its page is made once too.
A template's ``_()`` takes a sentence that is written out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

from flask import templating
from jinja2 import Environment, Template, nodes, pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.meta import find_undeclared_variables
from jinja2.nodes import EvalContext
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from web.interface import Code, sentence, sentence_for, spoken
from web.marks import as_markup, safe

_ELSEWHERE = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)  # other templates
_VALUE = re.compile(r"%\((\w+)\)s")  # a place in a sentence of a template


class _Code(CodeGenerator):
    """As Jinja writes it, but for what a value is escaped with: a page places some hundreds."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.placed(")


class Templates(Environment):
    """An environment whose templates come in the language spoken: each language has its own."""

    code_generator_class = _Code

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.add_extension("jinja2.ext.i18n")
        self.newstyle_gettext = True  # of that extension: values stand in a sentence by name
        self.policies["ext.i18n.trimmed"] = True
        self.filters["said_for"] = _said_for
        self._tongues: dict[Code, Templates] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name for it
    ) -> Template:
        """The template in the language spoken; what it includes comes in the same."""
        code = spoken().code
        if code not in self._tongues:
            self._tongues[code] = self.overlay()
        return super(Templates, self._tongues[code]).get_template(name, parent, globals)

    @staticmethod
    def placed(value: object) -> str:
        """A value as ``escape`` leaves it, in a quarter of the time."""
        if type(value) is str:
            return as_markup(value)
        return value if type(value) is Markup else escape(value)

    def _generate(self, source: nodes.Template, *arguments: Any, **options: Any) -> str:
        """As Jinja does, after the sentences were put in."""
        return super()._generate(_Sentences(self).visit(source), *arguments, **options)


class SiteTemplates(Templates, templating.Environment):
    """The same as Flask has them."""


class _Sentences(NodeTransformer):
    """Puts sentences of the language spoken where a template asks for them."""

    def __init__(self, environment: Templates) -> None:
        self._environment = environment

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802 - Jinja's name for it
        """A template that takes nothing from its page: as it comes out, whatever the page."""
        match node.template:
            case nodes.Const(value=str(name)) if self._takes_nothing(name):
                text = self._environment.get_template(name).render()
                return nodes.Output([nodes.TemplateData(text)], lineno=node.lineno)
        return node

    def _takes_nothing(self, name: str) -> bool:
        if self._environment.loader is None:
            return False
        source, _, _ = self._environment.loader.get_source(self._environment, name)
        tree = self.visit(self._environment.parse(source, name))
        return not find_undeclared_variables(tree) and tree.find(_ELSEWHERE) is None

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name for it
        """A sentence without values, ``_('Search')``, and one whose words depend on a number."""
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=message)]):
                return nodes.Const(Markup(sentence(message) % {}), lineno=node.lineno)  # noqa: S704
            case nodes.Call(node=nodes.Name(name="ngettext"), args=[one, many, count]):
                pairs = [nodes.Pair(nodes.Const(key), value) for key, value in _values(node)]
                values = nodes.Dict(pairs, lineno=node.lineno)
                return nodes.Filter(
                    count, "said_for", [one, many, values], [], None, None, lineno=node.lineno
                )
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - Jinja's name for it
        """A sentence with values, ``{% trans %}``: its pieces, and the values between them."""
        self.generic_visit(node)
        pieces: list[nodes.Expr] = []
        for each in node.nodes:
            match each:
                case nodes.Call(node=nodes.Name(name="gettext"), args=[nodes.Const(value=message)]):
                    pieces += _pieces(sentence(message), dict(_values(each)), each.lineno)
                case _:
                    pieces.append(each)
        node.nodes = pieces
        return node


def _values(call: nodes.Call) -> list[tuple[str, nodes.Expr]]:
    return [(each.key, each.value) for each in call.kwargs]


def _pieces(said: str, values: Mapping[str, nodes.Expr], line: int) -> list[nodes.Expr]:
    """What stands between values, and the values, by turns."""
    return [
        values[part] if place % 2 else nodes.TemplateData(part % (), lineno=line)
        for place, part in enumerate(_VALUE.split(said))
    ]


@pass_eval_context
def _said_for(context: EvalContext, count: int, one: str, many: str, values: dict[str, Any]) -> str:
    """A sentence whose words depend on a number, with its values."""
    said = sentence_for(one, many, count)
    if not context.autoescape:
        return said % values
    return safe(said % {name: Templates.placed(value) for name, value in values.items()})
