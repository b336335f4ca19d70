// [data-marking] holds paragraphs p[data-starts]. A selection in them brings [data-mark-selected]; its button opens
// the dialog "mark" with the words and their place, counted in characters as the server does, not in UTF-16 units.
// A mark (data-marks) and its note ([data-note]) light up together.
import { open } from "./dialogs.js";

const characters = (text) => [...text].length;
const floating = () => document.querySelector("[data-mark-selected]");
const within = (wanted, most) => Math.min(Math.max(8, wanted), most);
const isNarrow = () => matchMedia("(width < 760px)").matches;

// what is selected of each paragraph: its words and where they start
function parts() {
  const selection = getSelection();
  const place = document.querySelector("[data-marking]");
  if (!place || selection.rangeCount === 0 || selection.isCollapsed) return [];
  const chosen = selection.getRangeAt(0);
  if (!chosen.intersectsNode(place)) return [];
  const found = [];
  for (const paragraph of place.querySelectorAll("p[data-starts]")) {
    if (!chosen.intersectsNode(paragraph)) continue;
    const here = document.createRange();
    here.selectNodeContents(paragraph);
    const before = here.cloneRange();
    if (paragraph.contains(chosen.startContainer)) here.setStart(chosen.startContainer, chosen.startOffset);
    if (paragraph.contains(chosen.endContainer)) here.setEnd(chosen.endContainer, chosen.endOffset);
    before.setEnd(here.startContainer, here.startOffset);
    const words = here.toString();
    const starts = Number(paragraph.dataset.starts) + characters(before.toString());
    if (words.trim()) found.push({ words, starts, ends: starts + characters(words) });
  }
  return found;
}

function follow() {
  const button = floating();
  if (!button) return;
  const found = document.querySelector("dialog:modal") ? [] : parts();
  button.hidden = found.length === 0;
  if (button.hidden || isNarrow()) {
    button.style.removeProperty("top");
    button.style.removeProperty("left");
    return;
  }
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  const height = button.offsetHeight + 8;
  const isBelow = box.bottom + height < innerHeight;
  button.style.top = `${within(isBelow ? box.bottom + 8 : box.top - height, innerHeight - height)}px`;
  button.style.left = `${within(box.left, innerWidth - button.offsetWidth - 8)}px`;
}

function fill(form, found) {
  form.elements.quote.value = found.map((part) => part.words.trim()).join("\n");
  form.elements.starts.value = found[0].starts;
  form.elements.ends.value = found.at(-1).ends;
}

document.addEventListener("selectionchange", () => requestAnimationFrame(follow));
addEventListener("scroll", () => requestAnimationFrame(follow), { passive: true });
follow(); // what was selected before this script came

// pressing the button must not lose the selection
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest("[data-mark-selected]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-mark-selected] button");
  const dialog = button && document.getElementById("mark");
  const found = dialog ? parts() : [];
  if (found.length === 0) return;
  fill(dialog.querySelector("form"), found);
  floating().hidden = true;
  open(dialog, button);
});

// "Mark this" beside a paragraph opens the same dialog; without scripts it is a page
document.addEventListener("click", (event) => {
  const link = event.target.closest(".mark-this");
  const dialog = document.getElementById("mark");
  if (!link || !dialog || event.ctrlKey || event.metaKey) return;
  const paragraph = link.closest(".turn").querySelector("p[data-starts]");
  const starts = Number(paragraph.dataset.starts);
  event.preventDefault();
  fill(dialog.querySelector("form"), [
    { words: paragraph.textContent, starts, ends: starts + characters(paragraph.textContent) },
  ]);
  open(dialog, link);
});

function light(event) {
  const note = event.target.closest?.("[data-note]");
  const mark = event.target.closest?.("[data-marks]");
  const wanted = note ? [note.dataset.note] : mark ? mark.dataset.marks.split(" ") : [];
  for (const lit of document.querySelectorAll("[data-lit]")) delete lit.dataset.lit;
  for (const one of document.querySelectorAll("mark[data-marks]")) {
    if (one.dataset.marks.split(" ").some((number) => wanted.includes(number))) one.dataset.lit = "";
  }
}

document.addEventListener("pointerover", light);
document.addEventListener("focusin", light);
