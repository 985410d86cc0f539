"""A reader who has keys and nothing else, and looks after each of them where the focus is.

Promises: the browser is sent keys only; after every key that leaves the page in place the focus is
on something (2.4.3), an outline shows it (2.4.7), it lies in the window, and nothing lies over it
(WCAG 2.2, 2.4.11). A page that has just been loaded may begin where pages begin, before its first
control: then the next key must lead somewhere.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

# What the focus is on, and what is wrong with how it is seen.
LOOK = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return { on: "", at: "", wrong: "the focus is nowhere" };
  const drawn = element => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1
      && !/rgba\\(.*, 0\\)/.test(style.outlineColor);
  };
  // A box has its outline around the frame that it shares with its button; where links lead is
  // marked by a line at its side; a column of a chart is filled.
  const opened = it.matches(".passage.opened > *, .passage.opened mark, .column:focus");
  const led = it.matches("main, #found, #facets, #the-text, #reading-bar");
  const shows = drawn(it) || (it.closest(".seek") && drawn(it.closest(".seek")))
    || ((opened || led) && getComputedStyle(it).boxShadow !== "none")
    || (it.closest(".chart") && it.matches(":focus-visible"));
  const wrong = [];
  if (!shows) wrong.push("no outline");
  const boxes = [...it.getClientRects()].filter(box => box.width && box.height);
  if (!boxes.length) wrong.push("no size");
  for (const box of boxes) {
    const isLarge = box.height > innerHeight / 2;
    const top = isLarge ? Math.max(box.top, 0) : box.top;
    const bottom = isLarge ? Math.min(box.bottom, innerHeight) : box.bottom;
    const isAside = box.left < -1 || box.right > innerWidth + 1;
    if (isAside || top < -1 || bottom > innerHeight + 1 || bottom <= top) {
      wrong.push("outside the window");
      continue;
    }
    const middle = isLarge && led ? top + 4 : (top + bottom) / 2;
    for (const y of isLarge ? [middle] : [top + 2, middle, bottom - 2]) {
      for (const x of [box.left + 2, (box.left + box.right) / 2, box.right - 2]) {
        const there = document.elementFromPoint(x, y);
        if (!there || !(it.contains(there) || there.contains(it)
            || it.closest(".passage")?.contains(there))) { // its number may stand in its words
          wrong.push(`under ${there && there.outerHTML.slice(0, 90)}`);
        }
      }
    }
  }
  return {
    on: it.outerHTML.slice(0, 160).replace(/\\s+/g, " "),
    at: it.getAttribute("href") ?? it.id,
    wrong: [...new Set(wrong)].join("; "),
  };
}"""


class Hands:
    """Keys for a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def key(self, key: str) -> str:
        """Press a key that leaves the page in place; what the focus is on then."""
        self.page.keyboard.press(key)
        self.pressed += 1
        return self.look()

    def go(self, key: str, address: str) -> None:
        """Press a key that leads to another page, and wait until it is there."""
        with self.page.expect_navigation(url=address):
            self.page.keyboard.press(key)
        self.pressed += 1

    def back(self) -> str:
        """The browser's own key for it (Alt and the arrow), which only a whole browser has."""
        self.page.go_back()
        self.pressed += 1
        return self.look()

    def write(self, text: str) -> None:
        """Type into what has the focus."""
        self.page.keyboard.type(text)
        self.pressed += len(text)
        self.look()

    def tab_to(self, selector: str, most: int = 80, key: str = "Tab") -> str:
        """Press Tab until the focus is on such an element, looking at each on the way."""
        for _ in range(most):
            on = self.key(key)
            if self.is_on(selector):
                return on
        raise AssertionError(f"{most} times {key} do not lead to {selector}, but to {on}")

    def is_on(self, selector: str) -> bool:
        """Whether the focus is on such an element."""
        return bool(self.page.evaluate("(s) => document.activeElement.matches(s)", selector))

    def look(self) -> str:
        """What has the focus; it is seen."""
        # Scrolling by a browser and what a key has asked for are done within two frames.
        self.page.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        seen: dict[str, Any] = self.page.evaluate(LOOK)
        assert not seen["wrong"], f"{seen['wrong']}: {seen['on']} on {self.page.url}"
        return str(seen["on"])
