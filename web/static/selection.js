// Adds to a document's page: whoever selects words of the text is offered a link to these words, and
// their citation. The link is computed here from what is selected, as docs/decisions/0003 tells, so
// that nobody is told what was selected, and the link is of the words that the reader saw.
"use strict";

/* The check of a link: the first 20 bits of the SHA-256 of the words (FIPS 180-4). Written out,
   since browsers give theirs to pages over https only, and archives are read in offices without. */

const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PRIMES = Array.from({ length: 310 }, (_, at) => at + 2)
  .filter((number, _, all) => all.every((other) => other >= number || number % other));
const fraction = (root) => Math.floor((root % 1) * 2 ** 32) | 0;
const turned = (word, by) => (word >>> by) | (word << (32 - by));

function firstWordOfDigest(text) {
  const bytes = new TextEncoder().encode(text);
  const size = Math.ceil((bytes.length + 9) / 64) * 64;
  const block = new DataView(new ArrayBuffer(size));
  new Uint8Array(block.buffer).set(bytes);
  block.setUint8(bytes.length, 0x80);
  block.setUint32(size - 8, Math.floor(bytes.length / 2 ** 29));
  block.setUint32(size - 4, bytes.length << 3);
  const added = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
  const state = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const words = new Int32Array(64);
  for (let at = 0; at < size; at += 64) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let round = 0; round < 64; round += 1) {
      if (round < 16) words[round] = block.getInt32(at + 4 * round);
      else {
        const [x, y] = [words[round - 15], words[round - 2]];
        const low = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
        const high = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
        words[round] = words[round - 16] + low + words[round - 7] + high;
      }
      const one = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g))
        + added[round] + words[round];
      const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, place) => { state[place] = (state[place] + word) | 0; });
  }
  return state[0];
}

const checkOf = (text) => {
  const first = firstWordOfDigest(text);
  return [27, 22, 17, 12].map((shift) => SYMBOLS[(first >>> shift) & 31]).join("");
};

/* What is selected: code points, where browsers count UTF-16 (a pair of surrogates is one). */

const codePoints = (text) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);

function pieceOf(range, place) {
  const part = document.createRange();
  part.selectNodeContents(place);
  const before = part.cloneRange();
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
  before.setEnd(part.startContainer, part.startOffset);
  return { place, text: part.toString(), before: before.toString() };
}

// Of a long text what is selected may not be here whole: some of it is loaded, all of it is too much.
const LOADED = 8; // blocks

function isWaitingFor(range) {
  const missing = [...document.querySelectorAll(".block.unread")].filter((block) => range.intersectsNode(block));
  if (missing.length && missing.length <= LOADED) Promise.all(missing.map(load)).then(() => setTimeout(offer));
  return missing.length > 0;
}

// The address of the selected words of the text, without white space at their ends; null: there are none.
function selectedAddress() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (isWaitingFor(range)) return null;
  const pieces = [...document.querySelectorAll(".reader [id^='p-']")]
    .filter((place) => range.intersectsNode(place))
    .map((place) => pieceOf(range, place));
  while (pieces.length && !pieces[0].text.trim()) pieces.shift();
  while (pieces.length && !pieces.at(-1).text.trim()) pieces.pop();
  if (!pieces.length) return null;
  const [{ place, text, before }] = pieces;
  const start = codePoints(before) + text.length - text.replace(/^ +/, "").length;
  const words = pieces.map((piece) => piece.text).join("\n").replace(/^ +| +$/g, "");
  const passage = new URL(place.closest(".passage").querySelector(".number").href).pathname;
  if (words === place.textContent) return passage; // whole, it has a link already
  return `${passage}/${start}-${codePoints(words)}-${checkOf(words)}`;
}

/* The bar, at the window's lower edge, where no system puts its own menu over selected words. */

const SETTLED = 150; // milliseconds without a change before a selection is looked at
let offered = null; // the address of what is selected
let settling;
let pressed = false;

const tools = document.createElement("div");
tools.className = "selected-words";
tools.lang = document.documentElement.lang;
tools.setAttribute("role", "toolbar");
tools.setAttribute("aria-label", sentence("selectedWords"));
tools.hidden = true;
const copier = document.createElement("button");
copier.type = "button";
copier.textContent = sentence("copyWordsLink");
const citer = document.createElement("a");
citer.textContent = sentence("citeWords");
tools.append(copier, citer);
const heard = document.createElement("p"); // what those hear who do not see the bar
heard.className = "unseen";
heard.lang = document.documentElement.lang;
heard.setAttribute("role", "status");
document.body.append(tools, heard);

function offer() {
  offered = selectedAddress();
  tools.hidden = !offered;
  if (!offered) return;
  citer.href = `${offered}/cite`;
  if (!heard.textContent) heard.textContent = sentence(keysAreOff() ? "wordsByTab" : "wordsByKeys");
}

document.addEventListener("selectionchange", () => {
  clearTimeout(settling);
  if (!pressed) settling = setTimeout(offer, SETTLED);
});
document.addEventListener("pointerdown", (event) => { pressed = !tools.contains(event.target); });
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => {
    pressed = false;
    clearTimeout(settling);
    settling = setTimeout(offer, SETTLED);
  });
}
tools.addEventListener("mousedown", (event) => event.preventDefault()); // what is selected stays so
copier.addEventListener("click", () => { if (offered) copyLink(offered); });

// Without this, Tab would leave the words, by which they are selected no more and the bar goes.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.shiftKey || tools.hidden || tools.contains(event.target)) return;
  event.preventDefault();
  copier.focus();
});

/* The keys of muniment.js, where words are selected: these go before the page's passage. */

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keysAreOff()) return;
  if (event.key === "Escape") tools.hidden = true;
  const act = { y: copyLink, c: copyCitation }[latin(event)];
  const address = act && selectedAddress();
  if (!address) return;
  event.preventDefault();
  act(address);
}, true);
