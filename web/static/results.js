// Adds to a page of results: going from document to document by keys, and the number of what was
// found for those who hear the page. Without it the same links are there.
"use strict";

const hits = [...document.querySelectorAll(".hit")];
const titleOf = (hit) => hit.querySelector("h2 a");
const here = () => hits.findIndex((hit) => hit.contains(document.activeElement));

// The document that was left last is where one goes on, also from the search box.
let last = here();
document.addEventListener("focusin", () => { if (here() >= 0) last = here(); });

function goToHit(place) {
  const hit = hits[Math.max(0, Math.min(place, hits.length - 1))];
  titleOf(hit).focus({ preventScroll: true });
  for (const part of [hit, titleOf(hit)]) part.scrollIntoView({ block: "nearest" }); // also of what is too tall
}

// The passage that has the focus, or else the first of the document, goes to `copy`.
function ofPassage(copy) {
  const hit = hits[here()];
  if (!hit) return false;
  const link = document.activeElement.closest(".found") ?? hit.querySelector(".found") ?? titleOf(hit);
  copy(new URL(link.href).pathname);
}

if (hits.length) {
  keys.set("j", () => goToHit(last + 1));
  keys.set("k", () => goToHit(last - 1));
  keys.set("y", () => ofPassage(copyLink));
  keys.set("c", () => ofPassage(copyCitation));
  // The offers under the box take the first Escape for themselves.
  searchBox?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || keysAreOff()) return;
    event.preventDefault();
    goToHit(last);
  });
  keys.set("Escape", () => {
    if (here() < 0) return false;
    searchBox?.focus();
  });
}

/* Who narrows by keys, goes on from the same value when the narrowed results are there: the value,
   or on narrow screens what opens the sheet that it is in. Kept for the time between two pages. */

const NARROWED = "muniment-narrowed";
const narrowing = document.getElementById("facets");
const valueOf = (link) => JSON.stringify([
  link.closest("section").querySelector("h2").textContent,
  link.parentElement.querySelector("bdi").textContent,
  link.matches(".not"),
]);

function takeKept(name) {
  try {
    const kept = sessionStorage.getItem(name);
    sessionStorage.removeItem(name);
    return JSON.parse(kept);
  } catch { return null; }
}

narrowing?.addEventListener("click", (event) => {
  const link = event.target.closest(".facet a");
  if (!link || event.detail || !isPlain(event)) return; // a mouse counts its clicks, keys have none
  try { sessionStorage.setItem(NARROWED, JSON.stringify([link.href, valueOf(link)])); } catch { /* not kept */ }
});

const kept = takeKept(NARROWED);
if (kept?.[0] === location.href && narrowing) {
  const link = [...narrowing.querySelectorAll(".facet a")].find((each) => valueOf(each) === kept[1]);
  if (link) {
    focusOn(link);
    document.activeElement.scrollIntoView({ block: "nearest" });
  }
}

// A region that speaks does so for what changes in it: filled when the page is there.
const told = document.getElementById("told");
const count = document.querySelector("[data-told]");
if (told && count) setTimeout(() => { told.textContent = count.textContent; }, 500);
