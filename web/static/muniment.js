// Adds comfort to pages that work without it: copying a link, offers while a search is typed, and
// keys. Asks nobody but this site, and changes no text. Its sentences stand in the page.
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
  // Without ?q=: what is sent to others is the passage, not what was searched for.
  button.dataset.link = ownLink(new URL(link.href).pathname);
  return button;
}

// What the page has room for already, moves nothing when it is made to work.
function addCopyButtons(within) {
  within.querySelectorAll(".passage > .number").forEach((link) => link.parentElement.append(copyButton(link)));
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

function said(words) {
  let line = document.querySelector(".copied");
  if (!line) {
    line = document.createElement("p");
    line.className = "copied";
    line.lang = document.documentElement.lang;
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.textContent = words;
  clearTimeout(said.timer);
  said.timer = setTimeout(() => line.remove(), 4000);
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

/* Keys, not while typing and not together with others; the help page can switch them off (WCAG
   2.1.4), which is remembered on this machine only. A page's own script adds its keys to these;
   what gives false did nothing. The list of keys that `?` opens shows those that are here. */

const keys = new Map();

if (citable) {
  const path = citable.dataset.plain.replace(/\.txt$/, "");
  keys.set("y", () => { copyLink(path); });
  keys.set("c", () => { copyCitation(path); });
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

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || keysAreOff() || document.querySelector("dialog[open]")) return;
  const run = keys.get(event.key);
  if (run && run() !== false) event.preventDefault();
});
