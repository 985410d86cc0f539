"""Sentences of templates: put in as a template is compiled, and as Jinja itself looks them up."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from web.interface import Code, sentence, sentence_for, speaking
from web.templating import Templates

CODES: tuple[Code, ...] = ("en", "fa", "ar")
# Sentences of the interface, with all that a template may do with one.
PIECES = {
    "plain": "<h1>{{ _('Search the archive') }}</h1>",
    "percent": "{% set sign = _(' %%') %}{{ sign }}{{ 5 }}",
    "condition": "{{ _(', ') if count == 1 }}|{% if not count %}{{ _('Search') }}{% endif %}",
    "joined": "{{ ['<a>', mark] | join(_(', ')) }}",
    "value": "<p>{% trans date=word %}captured {{ date }}{% endtrans %}</p>",
    "marked": "{% trans date=mark %}captured {{ date }}{% endtrans %}",
    "bare": "{% autoescape false %}{% trans date=word %}captured {{ date }}{% endtrans %}"
    "{{ _('Search') }}{% endautoescape %}",
    "number": "{% trans count=count, many=word %}{{ many }} document{% pluralize %}"
    "{{ many }} documents{% endtrans %}",
    "bare number": "{% autoescape false %}{% trans count=count, many=word %}{{ many }} document"
    "{% pluralize %}{{ many }} documents{% endtrans %}{% endautoescape %}",
    "looped": "{% for each in [0, 1, 2, 3, 11, 100] %}{% set own = each %}{% trans count=each, "
    "many=own %}{{ many }} document{% pluralize %}{{ many }} documents{% endtrans %}, {% endfor %}",
    "called": "{% macro told(what) %}{{ _('Search') }} {{ what }}{% endmacro %}{{ told(word) }}",
    "included": "{% include 'plain' %}{% include 'value' %}{% include 'constant' %}",
    "constant": "{% for each in [1, 2] %}{% trans count=each, many='#' %}{{ many }} document"
    "{% pluralize %}{{ many }} documents{% endtrans %}{% endfor %}{{ _('Search') }} & {{ '&' }}",
    "bare include": "{% autoescape false %}{% include 'constant' %}{% endautoescape %}",
}  # fmt: skip


def looking_up() -> Environment:
    """Jinja's own way: each sentence is looked up whenever it is placed."""
    environment = Environment(
        loader=DictLoader(PIECES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(sentence, sentence_for, newstyle=True)  # type: ignore[attr-defined]
    return environment


@pytest.mark.parametrize("name", PIECES)
def test_templates_say_what_jinja_looks_up(name: str) -> None:
    """One environment, asked in each language in turn, twice; values with signs of markup."""
    ours, own_way = Templates(loader=DictLoader(PIECES), autoescape=True), looking_up()
    said = set()
    for code in (*CODES, *CODES):
        with speaking(code):
            for count in (0, 1, 2, 5, 11, 100):
                values = {"word": "a < b % c", "mark": Markup("<b>d</b>"), "count": count}
                page = ours.get_template(name).render(values)
                assert page == own_way.get_template(name).render(values)
            said.add(page)
    assert len(said) > 1 or name in ("percent", "condition")  # not said in English to all


def test_a_sentence_must_be_written_out() -> None:
    """One that only a value says is never looked up: an error, not a page in English."""
    ours = Templates(loader=DictLoader({"page": "{{ _(word) }}"}), autoescape=True)
    with pytest.raises(UndefinedError):
        ours.get_template("page").render(word="Search")
