"""Which runs of a page are chosen as its main text, and how that is learnt."""

from __future__ import annotations

import json

import numpy as np
import pytest
from lxml import html

from indexer.parsers.html import second_opinion as other
from indexer.parsers.html.features import features
from indexer.parsers.html.kinds import is_forum
from indexer.parsers.html.likelihood import answers, likelihood, weights, with_context
from indexer.parsers.html.main_text import chosen, expected_limit
from indexer.parsers.html.surroundings import Elements
from indexer.parsers.html.tree import parse
from indexer.parsers.html.walk import runs
from tests.parsing import learn
from tests.parsing.learn import FOLDS, Lesson, learnt, written

PROSE = (
    "The town council met on Tuesday evening to hear what the engineers had found in the old "
    "mill, and after three hours of questions it put the decision off until the spring. "
)
COMMENT = "I have lived beside that mill for forty years and nobody has ever asked me about it. "
PAGE = (
    "<html><body><nav><ul><li><a href='/'>Home</a></li><li><a href='/n'>News</a></li></ul></nav>"
    f"<article><h1>The old mill</h1>{('<p>' + PROSE + '</p>') * 8}</article>"
    f"<div id='comments'>{('<p>' + COMMENT + '</p>') * 40}</div>"
    "<footer><p>Imprint</p></footer></body></html>"
)


def test_every_run_has_the_figures_that_the_weights_are_for() -> None:
    """A row a run, as many figures as were learnt from, all of them finite, for both networks."""
    shown = runs(parse(PAGE.encode()).root)
    first, second = weights()
    elements = Elements(shown)
    figures = features(shown, elements)
    again = with_context(shown, elements, figures, answers(first, figures))
    assert figures.shape == (len(shown), first.hidden.shape[0])
    assert again.shape == (len(shown), second.hidden.shape[0])
    assert np.isfinite(again).all()
    found = likelihood(shown)
    assert ((found >= 0) & (found <= 1)).all()


@pytest.mark.parametrize("html", [b"<p>One</p>", b"<p>\xe2\x80\xa6</p>", b"<ul><li>a<li>b</ul>"])
def test_a_page_of_a_few_words_is_its_own_text(html: bytes) -> None:
    """Where nothing is likely to be main text, what no name speaks against is taken."""
    page = parse(html)
    shown = runs(page.root)
    assert len(chosen(page, shown)) == len(shown)
    assert any(chosen(page, shown)) or not any(run.folded for run in shown)


def test_comments_are_left_out_however_long_they_run() -> None:
    """Comments with more prose than the article beside them are not taken for the article."""
    page = parse(PAGE.encode())
    shown = runs(page.root)
    text = "".join(r.text for r, main in zip(shown, chosen(page, shown), strict=True) if main)
    assert text.count(PROSE.strip()) == 8
    assert COMMENT.strip() not in text
    assert "News" not in text


@pytest.mark.parametrize(("tag", "is_text"), [("h2", False), ("h1", True)])
def test_cookie_notices_are_left_out_however_long_they_run(tag: str, is_text: bool) -> None:
    """Longer than the page's own prose, they are no text of it; with its headline, they are."""
    notice = "These cookies count the visits of the page and are kept for a year on your device. "
    page = parse(
        f"<html><body><main><p>{PROSE}</p><p>{PROSE}</p></main><div class=consent-sdk>"
        f"<{tag}>Cookies</{tag}>{('<p>' + notice + '</p>') * 20}</div></body></html>".encode()
    )
    shown = runs(page.root)
    text = "".join(r.text for r, main in zip(shown, chosen(page, shown), strict=True) if main)
    assert (notice.strip() in text) == is_text


def thread(posts: int, name: str = "post") -> str:
    """A page of posts under each other, of the form that forums have."""
    each = (f"<div class={name} id=p{n}><b>Ann{n}</b><p>{COMMENT}</p></div>" for n in range(posts))
    return f"<html><body class=viewtopic><div class=topic>{''.join(each)}</div></body></html>"


def test_a_forum_is_told_by_its_form_or_its_word() -> None:
    """Posts alike within a discussion make a thread; an article with comments is none."""
    for page, wanted in (
        (thread(6), True),
        (thread(1), False),
        (thread(6, "column"), False),
        (PAGE, False),
        (PAGE.replace("<nav>", '<script>{"@type": "QAPage"}</script><nav>'), True),
    ):
        assert is_forum(page, runs(parse(page.encode()).root)) == wanted


def test_all_posts_of_a_thread_are_text() -> None:
    """Replies are no comments where there is nothing else."""
    page = parse(thread(12).encode())
    shown = runs(page.root)
    text = "".join(r.text for r, main in zip(shown, chosen(page, shown), strict=True) if main)
    assert text.count(COMMENT.strip()) == 12


def test_the_less_is_sure_the_more_is_chosen() -> None:
    """The limit is a half where all is sure and falls to half of the F1 to be had where not."""
    shown = runs(parse(PAGE.encode()).root)[:20]
    sure = np.where(np.arange(20) < 10, 0.99, 0.01)
    unsure = np.full(20, 0.3)
    assert expected_limit(sure, shown) == 0.5
    assert expected_limit(unsure, shown) == pytest.approx(0.3)
    assert expected_limit(np.full(20, 1e-9), shown) == 0.05


def test_a_page_without_text_has_no_main_text() -> None:
    """Nothing to choose from is no error."""
    page = parse(b"")
    assert chosen(page, runs(page.root)) == []


def test_a_failing_extractor_costs_its_opinion_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the other extractor does, there is no exception and no opinion."""

    def fail(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(other, "bare_extraction", fail)
    page = parse(PAGE.encode())
    shown = runs(page.root)
    assert other.second_opinion(page, shown, [True] * len(shown)) is None


def test_another_extractor_is_not_shown_what_is_no_main_text() -> None:
    """Elements of nothing but impossible runs are hidden from it; the page's own tree is whole."""
    page = parse(PAGE.encode())
    shown = runs(page.root)
    before = html.tostring(page.root)
    title = next(index for index, run in enumerate(shown) if run.level == 1)
    everything = other.second_opinion(page, shown, [True] * len(shown))
    without = other.second_opinion(page, shown, [run.level != 1 for run in shown])
    assert everything is not None
    assert without is not None
    assert (everything[title], without[title]) == (1.0, 0.0)
    assert without[title + 1] == 1.0
    assert html.tostring(page.root) == before


def test_what_is_learnt_can_be_written_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What parts the runs of pages of several sites is learnt, the same each time, and kept."""
    shown = runs(parse(PAGE.encode()).root)
    elements = Elements(shown)
    figures, known = features(shown, elements), np.arange(len(shown))
    is_main = np.array([run.node.tag == "p" and run.text.startswith("The") for run in shown])
    lessons = [
        Lesson(f"{site}.example", shown, figures, known, is_main, np.ones(len(shown)))
        for site in range(8)
        for _ in range(3)
    ]
    monkeypatch.setattr(learn, "BATCH", 4 * len(shown))
    assert len({lesson.quarter for lesson in lessons}) == FOLDS
    first, second = found = learnt(lessons)
    alone = answers(first, figures)
    assert ((alone >= 0.5) == is_main).all()
    assert (
        (answers(second, with_context(shown, elements, figures, alone)) >= 0.5) == is_main
    ).all()
    assert written(found) == written(learnt(lessons))
    units = json.loads(written(found))["together"]["units"]
    assert np.allclose([unit["figures"] for unit in units], second.hidden.T, rtol=1e-3)
