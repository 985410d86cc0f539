// Adds to the page of a document: going from hit to hit without loading the page again, the map of
// hits laid along the scroll bar, and of a long text the passages that come into sight. Without it
// the links above and below the text lead to the same passages.
"use strict";

const text = document.querySelector(".text");
const source = text.dataset.passages; // the address of passages that are not on the page; of long texts

/* Long texts: every block that is not on the page has its room, and is loaded when it comes near.
   So the scroll bar is that of the whole text, and nothing moves when a block arrives. */

const AT_ONCE = 2; // requests
const NEAR = "150% 0px"; // of the window's height, above and below it
const wanted = new Set();
const loading = new Map();
let asking = 0;

// Parses what our own site sends, without making markup of a string (Trusted Types).
function pageAt(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Error(request.statusText)));
    request.onerror = () => reject(new Error("not reached"));
    request.send();
  });
}

function asked(name, value) {
  const address = new URL(source, location.href);
  const lang = new URL(location.href).searchParams.get("lang");
  if (lang) address.searchParams.set("lang", lang); // as the page's own links go on
  address.searchParams.set(name, value);
  return address;
}

// Changes something above or in what is seen, and keeps in its place what the reader looks at.
function holding(element, change) {
  const before = element?.getBoundingClientRect().top;
  change();
  const moved = element ? element.getBoundingClientRect().top - before : 0;
  if (moved) window.scrollBy({ top: moved, behavior: "instant" });
}

function fill(block, read) {
  const isAbove = block.getBoundingClientRect().top < 0;
  const hadFocus = block.contains(document.activeElement);
  holding(isAbove ? block.nextElementSibling : null, () => {
    block.replaceChildren(...read.childNodes);
    block.classList.remove("unread");
    block.style.blockSize = "";
    addCopyButtons(block);
  });
  block.style.containIntrinsicBlockSize = `auto ${block.offsetHeight}px`; // its room when out of sight
  block.classList.add("added");
  near.unobserve(block);
  if (hadFocus) block.querySelector(".number").focus({ preventScroll: true });
}

function load(block) {
  if (!loading.has(block)) {
    const hadFocus = block.contains(document.activeElement);
    const told = document.createElement("p");
    told.tabIndex = -1;
    told.lang = document.documentElement.lang;
    told.dir = document.documentElement.dir;
    told.textContent = text.dataset.loading;
    block.replaceChildren(told);
    if (hadFocus) told.focus({ preventScroll: true });
    const done = pageAt(asked("from", block.id.slice(2)))
      .then((page) => { if (block.matches(".unread")) fill(block, page.getElementById(block.id)); })
      .catch(() => {
        const again = document.createElement("button");
        again.type = "button";
        again.textContent = text.dataset.failed;
        again.addEventListener("click", () => load(block));
        told.replaceChildren(again);
      })
      .finally(() => loading.delete(block));
    loading.set(block, done);
  }
  return loading.get(block);
}

function loadNear() {
  const middle = window.innerHeight / 2;
  const away = (block) => {
    const box = block.getBoundingClientRect();
    return Math.max(box.top - middle, middle - box.bottom);
  };
  while (asking < AT_ONCE && wanted.size) {
    const [block] = [...wanted].sort((one, other) => away(one) - away(other));
    wanted.delete(block);
    asking += 1;
    load(block).finally(() => { asking -= 1; loadNear(); });
  }
}

const near = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) {
    if (isIntersecting && target.matches(".unread")) wanted.add(target);
    else wanted.delete(target);
  }
  loadNear();
}, { rootMargin: NEAR });

function reserveRoom() {
  const here = [...text.querySelectorAll(".block")];
  const lengths = text.dataset.lengths.split(" ").map(Number);
  const size = Number(text.dataset.block);
  const lengthOf = (block) => lengths[(Number(block.id.slice(2)) - 1) / size];
  const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
  const pixels = sum(here.map((block) => block.offsetHeight)) / sum(here.map(lengthOf)); // a code point
  const [before, after] = [document.createDocumentFragment(), document.createDocumentFragment()];
  lengths.forEach((length, index) => {
    const id = `b-${index * size + 1}`;
    if (document.getElementById(id)) return;
    const block = document.createElement("section");
    block.id = id;
    block.className = "block unread";
    block.style.blockSize = `${Math.ceil(length * pixels)}px`;
    (index * size + 1 < Number(here[0].id.slice(2)) ? before : after).append(block);
  });
  holding(window.scrollY ? here[0] : null, () => {
    text.querySelectorAll(".more").forEach((link) => link.remove());
    here[0].before(before);
    here.at(-1).after(after);
  });
  text.querySelectorAll(".block.unread").forEach((block) => near.observe(block));
}

// The element with this name, loaded if need be; `name` and `value` say where it is.
async function loaded(id, name, value) {
  if (!document.getElementById(id) && source) {
    const read = (await pageAt(asked(name, value))).querySelector(".block");
    const block = read && document.getElementById(read.id);
    if (block?.matches(".unread")) fill(block, read);
  }
  return document.getElementById(id);
}

/* Where the page opens: at the words that are linked; autofocus does it, where nothing moved. */

const opened = text.querySelector("[autofocus]");

function open() {
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named) named.scrollIntoView({ block: named.matches("mark") ? "center" : "start" });
  else if (opened) opened.scrollIntoView({ block: "center" });
  else if (!document.querySelector("#b-1:not(.unread)")) text.querySelector(".block:not(.unread)").scrollIntoView();
}

/* Where the reader was, when a long text is loaded again or gone back to: browsers keep pixels,
   which are another place where room was guessed, so the passage is kept. */

function keepPlace() {
  const isSeen = (element) => element.getBoundingClientRect().bottom > 0;
  const block = [...text.querySelectorAll(".block:not(.unread)")].find(isSeen);
  const passage = block && [...block.querySelectorAll("[id^=p-]")].find(isSeen);
  if (!passage) return;
  const place = { id: passage.id, first: block.id.slice(2), top: passage.getBoundingClientRect().top };
  history.replaceState({ ...history.state, ...place }, "");
}

async function backTo({ id, first, top }) {
  const passage = await loaded(id, "from", first);
  await new Promise(requestAnimationFrame); // after autofocus, and before anything is painted
  if (passage) window.scrollBy({ top: passage.getBoundingClientRect().top - top, behavior: "instant" });
}

if (source) {
  history.scrollRestoration = "manual";
  addEventListener("pagehide", keepPlace);
  addEventListener("popstate", (event) => { if (event.state?.id) backTo(event.state); });
  reserveRoom();
  if (isBack && history.state?.id) backTo(history.state);
  else open();
} else if (opened && !isBack && !location.hash && document.activeElement !== opened) {
  open();
}

/* From hit to hit. */

const hits = document.querySelector(".hits");
const total = Number(hits?.querySelector(".hits-all")?.dataset.number ?? 0);
const map = document.querySelector(".hit-map");

// By keys the focus goes along, so that Tab goes on from there; a link that was chosen keeps it.
async function goTo(number, withFocus = false) {
  const mark = await loaded(`hit-${number}`, "hit", number);
  if (!mark) return;
  document.querySelectorAll("mark.now").forEach((other) => other.classList.remove("now"));
  mark.classList.add("now");
  mark.scrollIntoView({ block: "center" });
  if (withFocus) {
    mark.tabIndex = -1;
    mark.focus({ preventScroll: true });
  }
  const shown = hits.querySelector(".hits-now");
  shown.dataset.number = String(number);
  shown.textContent = inDigits.format(number);
  for (const [name, target] of [["previous", number - 1 || total], ["next", number % total + 1]]) {
    const link = hits.querySelector(`.hits-${name}`);
    const url = new URL(link.href);
    url.searchParams.set("hit", String(target));
    url.hash = `hit-${target}`;
    link.href = url.href;
  }
  hits.querySelector(".hits-here").href = `#hit-${number}`;
  for (const tick of map.querySelectorAll("a")) {
    const [first, last] = [numberIn(tick.href.baseVal), Number(tick.dataset.last)];
    tick.classList.toggle("now", first <= number && number <= last);
  }
  const here = new URL(location.href);
  here.searchParams.set("hit", String(number));
  here.hash = `hit-${number}`;
  history.replaceState(null, "", here);
}

const numberIn = (address) => Number(address.split("#hit-")[1]);

// The next hit, but the current one where the page has not been at it yet.
function step(name, withFocus) {
  const now = Number(hits.querySelector(".hits-now").dataset.number);
  const box = document.getElementById(`hit-${now}`)?.getBoundingClientRect();
  const isSeen = box && box.bottom > 0 && box.top < window.innerHeight;
  const isAtIt = isSeen || document.querySelector("mark.now");
  goTo(isAtIt || name === "previous" ? numberIn(hits.querySelector(`.hits-${name}`).href) : now, withFocus);
}

if (total) {
  hits.addEventListener("click", (event) => {
    const link = event.target.closest(".hits-previous, .hits-next, .hits-here");
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    if (link.matches(".hits-here")) goTo(numberIn(link.href), true);
    else step(link.matches(".hits-next") ? "next" : "previous");
  });
  map.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    goTo(numberIn(link.href.baseVal));
  });
  keys.set("n", () => step("next", true));
  keys.set("p", () => step("previous", true));
}

/* The map stands beside the scroll bar: the text is a part of what that scrolls. */

if (map) {
  const drawn = map.querySelector("g");
  const height = map.viewBox.baseVal.height;
  new ResizeObserver(() => {
    const blocks = text.querySelectorAll(".block");
    const top = blocks[0].getBoundingClientRect().top + window.scrollY;
    const bottom = blocks[blocks.length - 1].getBoundingClientRect().bottom + window.scrollY;
    const whole = document.documentElement.scrollHeight;
    drawn.setAttribute("transform", `translate(0 ${top / whole * height}) scale(1 ${(bottom - top) / whole})`);
  }).observe(text);
}

/* The contents close when a heading was chosen; without a script, a touch beside them does it. */

const contents = document.getElementById("contents");
contents?.addEventListener("click", async (event) => {
  const link = event.target.closest("a");
  if (!link || !isPlain(event)) return;
  if (contents.matches(":popover-open")) contents.hidePopover();
  if (source) keepPlace();
  const url = new URL(link.href);
  if (!source || !url.searchParams.has("from")) return;
  event.preventDefault();
  const heading = await loaded(url.hash.slice(1), "from", url.searchParams.get("from"));
  if (!heading) return location.assign(url);
  location.hash = url.hash;
  history.replaceState(null, "", url);
});
