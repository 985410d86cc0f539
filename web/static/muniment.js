// Adds comfort to pages that work without it: copying a link, offers while a search is typed, and
// keys. Asks nobody but this site, and changes no text. Its sentences stand in the page.
"use strict";

const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
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

const sentence = (name) => document.getElementById("sentences").dataset[name];

/* Numbers as the page writes them: in its digits, and with the words that its language has for so many. */

const tongue = document.documentElement.lang;
const inDigits = new Intl.NumberFormat({ ar: "ar-u-nu-arab", fa: "fa-u-nu-arabext" }[tongue] ?? tongue);
const formOf = new Intl.PluralRules(tongue);

function counted(name, number) {
  const form = formOf.select(number);
  return sentence(name + form[0].toUpperCase() + form.slice(1)).replace("#", inDigits.format(number));
}

const ownLink = (path) => (document.body.dataset.base || location.origin) + path;

function copyButton(link) {
  const button = link.parentElement.querySelector(".copy") ?? document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = sentence("copyLink");
  button.lang = document.documentElement.lang;
  button.setAttribute("aria-description", link.getAttribute("aria-label")); // which of them it is
  // Without ?q=: what is sent to others is the passage, not what was searched for.
  button.dataset.link = ownLink(new URL(link.href).pathname);
  return button;
}

// What the page has room for already, moves nothing when it is made to work.
function addCopyButtons(within) {
  within.querySelectorAll(".passage > .number").forEach((link) => {
    const button = copyButton(link);
    if (!button.isConnected) link.parentElement.append(button);
  });
  within.querySelectorAll(":is(.link-line, .cite-page) .copy").forEach((button) => button.classList.remove("waiting"));
}

addCopyButtons(document);

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy");
  if (!button) return;
  const text = button.dataset.text;
  button.dataset.label ??= button.textContent;
  try {
    await copy(text ?? button.dataset.link);
    button.textContent = sentence("copied");
  } catch {
    button.textContent = sentence(text ? "notCopied" : "copyNumber");
  }
  setTimeout(() => { button.textContent = button.dataset.label; }, 2000);
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
  const list = make("ul", { id: "offers", class: "offers", role: "listbox", "aria-label": sentence("offers"), hidden: "" });
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

  const aboutOffer = (offer) => {
    if (offer.kind === "title") return sentence("offerTitle");
    const documents = counted("documents", offer.count);
    return offer.kind === "author" ? sentence("offerAuthor").replace("#", documents) : documents;
  };

  const optionOf = (offer, place) => {
    const option = make("li", { id: `offer-${place}`, role: "option" });
    const text = make("bdi", offer.language ? { lang: offer.language } : {});
    const kind = make("small", {});
    text.textContent = offer.text;
    kind.textContent = aboutOffer(offer);
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
    told.textContent = offers.length ? counted("offered", offers.length) : "";
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

/* Copying what the page is about: its link, or its citation as plain text. */

const citable = document.querySelector("[data-plain]");

// The line is there from the beginning: of one that comes with its words, many readers say nothing.
function said(words) {
  const line = document.querySelector(".copied");
  line.textContent = words;
  clearTimeout(said.timer);
  said.timer = setTimeout(() => { line.textContent = ""; }, 4000);
}

// Copies what `make` gives, and says with the sentence of that name that it was done.
async function copyAndSay(make, done) {
  try {
    await copy(await make());
    said(sentence(done));
  } catch {
    said(sentence("notCopied"));
  }
}

const copyLink = (path) => copyAndSay(() => ownLink(path), "linkCopied");

const copyCitation = (path) => copyAndSay(async () => {
  const answer = await fetch(`${path}.txt`, { headers: { Accept: "text/plain" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.text()).trimEnd();
}, "citationCopied");

/* A chart is one step of Tab, and not one for each column: arrows go from column to column. */

function goThroughByArrows(chart) {
  const columns = [...chart.querySelectorAll("a")];
  const steps = document.documentElement.dir === "rtl" ? [1, -1] : [-1, 1];
  const holdOne = (held) => columns.forEach((each) => each.setAttribute("tabindex", each === held ? "0" : "-1"));
  holdOne(columns[0]);
  chart.addEventListener("keydown", (event) => {
    const now = columns.indexOf(document.activeElement);
    const to = { ArrowLeft: now + steps[0], ArrowRight: now + steps[1], Home: 0, End: columns.length - 1 }[event.key];
    if (now < 0 || !columns[to] || !isPlain(event)) return;
    event.preventDefault();
    holdOne(columns[to]);
    columns[to].focus();
  });
}

document.querySelectorAll(".chart").forEach(goThroughByArrows);

/* Back on a page, or on one that is loaded again, the focus is where it was when it was left. */

const isBack = performance.getEntriesByType("navigation")[0]?.type !== "navigate"; // or loaded again
const same = ({ href, tag }) => [...document.querySelectorAll(tag)].filter((one) => one.getAttribute("href") === href);

// In a sheet that is closed: on what opens it.
function focusOn(it) {
  const box = it.closest("details:not([open])");
  if (box) box.open = true;
  it.focus({ preventScroll: true });
  if (document.activeElement === it) return;
  document.querySelector(`.sheet-opener[popovertarget="${it.closest("[popover]")?.id}"]`)?.focus({ preventScroll: true });
}

function placeOfFocus() {
  const it = document.activeElement;
  if (it === document.body) return null;
  const kind = { tag: it.localName, href: it.getAttribute("href") };
  return it.id ? { id: it.id } : { ...kind, among: same(kind).indexOf(it) };
}

addEventListener("pagehide", () => {
  const focus = placeOfFocus();
  if (focus || history.state?.focus) history.replaceState({ ...history.state, focus }, "");
});

if (isBack && history.state?.focus) {
  const { id, among, ...kind } = history.state.focus;
  const it = id ? document.getElementById(id) : same(kind)[among];
  if (it?.matches("mark")) it.tabIndex = -1; // a hit that was gone to
  if (it) focusOn(it); // and the browser puts the page where it was
}

/* Keys, not while typing and not together with others; the help page can switch them off (WCAG
   2.1.4), which is remembered on this machine only. A page's own script adds its keys to these;
   what gives false did nothing. The list of keys that `?` opens shows those that are here. */

const keys = new Map();

if (citable) {
  const path = citable.dataset.plain.replace(/\.txt$/, "");
  // Of the passage where the reader is, by the focus or by a hit; else of what the page is about.
  const here = () => {
    const passage = document.activeElement.closest(".text .passage") ?? document.querySelector("mark.now")?.closest(".passage");
    const link = passage?.matches(".opened") ? null : passage?.querySelector(".number");
    return link ? new URL(link.href).pathname : path;
  };
  keys.set("y", () => { copyLink(here()); });
  keys.set("c", () => { copyCitation(here()); });
}
const searchBox = document.getElementById("q");
if (searchBox) {
  offersUnder(searchBox);
  keys.set("/", () => {
    searchBox.focus();
    searchBox.select();
  });
}
const listOfKeys = document.getElementById("keys-here");
if (listOfKeys) {
  keys.set("?", () => {
    listOfKeys.querySelectorAll("[data-key]").forEach((row) => { row.hidden = !keys.has(row.dataset.key); });
    listOfKeys.showModal();
  });
  // Whoever comes back from where its link leads is where the list was asked for.
  listOfKeys.addEventListener("click", (event) => { if (event.target.closest("a")) listOfKeys.close(); });
}

const KEYS = "muniment-keys";
const keysAreOff = () => {
  try { return localStorage.getItem(KEYS) === "off"; } catch { return false; }
};
const keysLine = document.getElementById("keys-switch");
if (keysLine) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet-button";
  const say = () => { button.textContent = sentence(keysAreOff() ? "keysOn" : "keysOff"); };
  button.addEventListener("click", () => {
    try { localStorage.setItem(KEYS, keysAreOff() ? "on" : "off"); } catch { /* not kept */ }
    say();
  });
  say();
  keysLine.append(" ", button);
}

// What a key writes on a Latin keyboard: on a Persian one J writes ت, and is the same key.
function latin({ key, code, shiftKey }) {
  if (key.length > 1 || key <= "~") return key;
  if (code === "Slash") return shiftKey ? "?" : "/";
  return code.startsWith("Key") ? code[3].toLowerCase() : key;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || keysAreOff() || document.querySelector("dialog[open]")) return;
  const run = keys.get(latin(event));
  if (run && run() !== false) event.preventDefault();
});
