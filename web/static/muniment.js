// Adds comfort to pages that work without it: copying a link, going from hit to hit without
// loading the page again, offers while a search is typed, and four keys. Asks nobody but this
// site, and changes no text.
"use strict";

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

/* Copying the link of a passage. */

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const focused = document.activeElement;
  const selection = document.getSelection();
  const selected = selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "unseen";
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  focused?.focus({ preventScroll: true });
  if (selected) {
    selection.removeAllRanges();
    selection.addRange(selected);
  }
  if (!done) throw new Error("not copied");
}

function copyButton(link) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy link";
  button.lang = "en";
  // Without ?q=: what is sent to others is the passage, not what was searched for.
  const path = new URL(link.href).pathname;
  button.dataset.link = (document.body.dataset.base || location.origin) + path;
  return button;
}

document.querySelectorAll(".passage > .number").forEach((link) => {
  link.parentElement.append(copyButton(link));
});
document.querySelectorAll(".link-line > .own-link").forEach((link) => {
  link.after(" ", copyButton(link));
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy");
  if (!button) return;
  try {
    await copy(button.dataset.link);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not copied: copy the number’s link instead";
  }
  setTimeout(() => { button.textContent = "Copy link"; }, 2000);
});

/* From hit to hit. */

const bar = document.querySelector(".hits");
const total = bar ? document.querySelectorAll("mark[id^='hit-']").length : 0;

function goTo(number) {
  const mark = document.getElementById(`hit-${number}`);
  if (!mark) return;
  document.querySelectorAll("mark.now").forEach((other) => other.classList.remove("now"));
  mark.classList.add("now");
  mark.scrollIntoView({ block: "center" });
  bar.querySelector(".hits-now").textContent = String(number);
  for (const [name, target] of [["previous", number - 1 || total], ["next", number % total + 1]]) {
    const link = bar.querySelector(`.hits-${name}`);
    const url = new URL(link.href);
    url.searchParams.set("hit", String(target));
    url.hash = `hit-${target}`;
    link.href = url.href;
  }
  const here = new URL(location.href);
  here.searchParams.set("hit", String(number));
  here.hash = `hit-${number}`;
  history.replaceState(null, "", here);
}

function follow(link) {
  const number = Number(new URL(link.href).hash.replace("#hit-", ""));
  if (number) goTo(number);
}

if (total) {
  bar.addEventListener("click", (event) => {
    const link = event.target.closest(".hits-previous, .hits-next");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    follow(link);
  });
}

/* A passage's page opens at its words; autofocus does it, where the browser knows it. */

const opened = document.querySelector(".text [autofocus]");
if (opened && !location.hash && document.activeElement !== opened) {
  opened.scrollIntoView({ block: "center" });
}

/* The contents close when a heading was chosen; without a script, a touch beside them does it. */

const contents = document.getElementById("contents");
contents?.addEventListener("click", (event) => {
  if (event.target.closest("a") && contents.matches(":popover-open")) contents.hidePopover();
});

/* Offers under the search box: a combobox with a list (WAI-ARIA Authoring Practices 1.2). The box
   itself stays as it is; whoever chooses nothing searches for what was typed. */

const PAUSE = 120; // milliseconds without a key before the site is asked

function offersUnder(box) {
  const make = (name, attributes) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const list = make("ul", { id: "offers", class: "offers", role: "listbox", "aria-label": "Suggestions", hidden: "" });
  const told = make("span", { class: "unseen", role: "status" });
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", list.id);
  box.after(list, told);
  let offers = [];
  let now = -1;
  let timer;
  let asked;

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    now = -1;
  };

  const goTo = (place) => {
    list.children[now]?.removeAttribute("aria-selected");
    now = place;
    const option = list.children[now];
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  };

  const choose = (offer) => {
    close();
    if (offer.url) location.assign(new URL(offer.url, location.href).pathname);
    else {
      box.value = offer.query;
      box.form.requestSubmit();
    }
  };

  const optionOf = (offer, place) => {
    const option = make("li", { id: `offer-${place}`, role: "option" });
    const text = make("bdi", offer.language ? { lang: offer.language } : {});
    const kind = make("small", {});
    text.textContent = offer.text;
    const documents = offer.count === 1 ? "1 document" : `${offer.count.toLocaleString("en")} documents`;
    kind.textContent = { word: documents, author: `author, ${documents}`, title: "title" }[offer.kind];
    option.append(text, " ", kind);
    return option;
  };

  const show = (found) => {
    offers = found;
    list.replaceChildren(...offers.map(optionOf));
    list.hidden = !offers.length;
    box.setAttribute("aria-expanded", String(offers.length > 0));
    box.removeAttribute("aria-activedescendant");
    now = -1;
    told.textContent = offers.length ? `${offers.length} suggestions` : "";
  };

  const ask = async () => {
    asked = new AbortController();
    try {
      const address = `/api/v1/suggest?q=${encodeURIComponent(box.value)}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch { /* the box works without */ }
  };

  box.addEventListener("input", (event) => {
    clearTimeout(timer);
    asked?.abort();
    if (box.value.trim().length < 2) return close();
    if (!event.isComposing) timer = setTimeout(ask, PAUSE);
  });
  box.addEventListener("compositionend", () => { timer = setTimeout(ask, PAUSE); });
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const size = offers.length + 1; // one place is the box itself
    if (event.key === "ArrowDown") goTo((now + 2) % size - 1);
    else if (event.key === "ArrowUp") goTo((now + size) % size - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && now >= 0) choose(offers[now]);
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(offers[Array.prototype.indexOf.call(list.children, option)]);
  });
}

const searchBox = document.getElementById("q");
if (searchBox) offersUnder(searchBox);

/* Copying a citation: what the page itself offers as plain text. */

const citable = document.querySelector("[data-plain]");

function said(sentence) {
  let line = document.querySelector(".copied");
  if (!line) {
    line = document.createElement("p");
    line.className = "copied";
    line.lang = "en";
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.textContent = sentence;
  clearTimeout(said.timer);
  said.timer = setTimeout(() => line.remove(), 4000);
}

async function copyCitation(address, what) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/plain" } });
    if (!answer.ok) throw new Error(answer.statusText);
    await copy((await answer.text()).trimEnd());
    said(`${what} was copied.`);
  } catch {
    said("Nothing was copied. The page “Cite” has the text.");
  }
}

/* Keys: / n p y, not while typing and not together with others; the help page can switch them off
   (WCAG 2.1.4), which is remembered on this machine only. */

const KEYS = "muniment-keys";
const keysAreOff = () => {
  try { return localStorage.getItem(KEYS) === "off"; } catch { return false; }
};
const keysLine = document.getElementById("keys");
if (keysLine) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet-button";
  const say = () => { button.textContent = keysAreOff() ? "Switch the keys on" : "Switch the keys off"; };
  button.addEventListener("click", () => {
    try { localStorage.setItem(KEYS, keysAreOff() ? "on" : "off"); } catch { /* not kept */ }
    say();
  });
  say();
  keysLine.append(" ", button);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keysAreOff()) return;
  const link = { n: ".hits-next", p: ".hits-previous" }[event.key];
  if (link && total) {
    event.preventDefault();
    follow(bar.querySelector(link));
  } else if (event.key === "y" && citable) {
    event.preventDefault();
    const address = citable.dataset.plain;
    copyCitation(address, address.includes("/p/") ? "The passage with its reference and link" : "The reference with its link");
  } else if (event.key === "/") {
    const box = document.getElementById("q");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  }
});
