// Ctrl K (or ⌘ K) opens a line in which one types what to do: a step of the ticket that is open, a page, a search, a
// ticket's number. It presses what is on the page already, so that each step asks and refuses as it does there.
import { open } from "./dialogs.js";

const dialog = document.getElementById("palette");
const field = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const MOST = 12;
let shown = [];
let at = 0;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function label(element) {
  if (element.getAttribute("aria-label")) return element.getAttribute("aria-label");
  if (element.matches("select, input")) return element.labels?.[0]?.textContent.trim() || "";
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg, small").forEach((part) => part.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function press(element) {
  if (element.matches("select, input")) element.focus();
  else element.click();
}

function gather() {
  const found = [];
  const add = (element, kind) => {
    const words = label(element);
    if (words && !found.some((one) => one.words === words)) {
      found.push({ words, kind, key: kind === "step" ? element.dataset.key : "", run: () => press(element) });
    }
  };
  const row = document.querySelector('[data-row][aria-current="true"]');
  const steps = [...(row?.querySelectorAll("[data-key]") || []), ...document.querySelectorAll("[data-key]")];
  for (const element of steps) {
    if (!["/", "?", "x"].includes(element.dataset.key) && element.checkVisibility()) add(element, "step");
  }
  document.querySelectorAll("header.top nav a, .subnav a, .views a, .me-menu a.item").forEach((link) => add(link, "page"));
  document.querySelectorAll('.me-menu [data-opens="keys"], .me-menu [data-theme-switch]').forEach((one) => add(one, "page"));
  return found;
}

function typed(words) {
  const found = [];
  const number = words.match(/^(?:ticket\s*)?[#\s]*(\d{1,15})$/i)?.[1];
  if (number && dialog.dataset.ticket) {
    found.push({ words: dialog.dataset.sayTicket.replace("…", number), kind: "page", run: () => go(dialog.dataset.ticket.replace("/0", `/${number}`)) });
  }
  if (dialog.dataset.search) {
    const query = new URLSearchParams({ q: words });
    found.push({ words: dialog.dataset.saySearch.replace("…", words), kind: "page", run: () => go(`${dialog.dataset.search}?${query}`) });
  }
  return found;
}

const go = (address) => window.location.assign(address);

function fill() {
  const words = field.value.trim();
  const parts = plain(words).split(/\s+/).filter(Boolean);
  const begins = (one) => parts.every((part) => ` ${plain(one.words)}`.includes(` ${part}`));
  const fitting = gather().filter((one) => parts.every((part) => plain(one.words).includes(part)));
  fitting.sort((one, other) => begins(other) - begins(one));
  shown = [...fitting.slice(0, MOST), ...(words ? typed(words) : [])];
  at = 0;
  list.replaceChildren(
    ...shown.map((one, place) => {
      const item = document.createElement("li");
      item.id = `palette-${place}`;
      item.setAttribute("role", "option");
      item.append(one.words);
      if (one.key) {
        const key = document.createElement("kbd");
        key.setAttribute("aria-hidden", "true");
        key.append(one.key);
        item.append(key);
      }
      return item;
    }),
  );
  mark();
}

function mark() {
  [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
  list.children[at]?.scrollIntoView({ block: "nearest" });
  if (shown.length) field.setAttribute("aria-activedescendant", `palette-${at}`);
  else field.removeAttribute("aria-activedescendant");
  list.hidden = shown.length === 0;
  dialog.querySelector("[data-nothing]").hidden = shown.length > 0;
}

function run(place) {
  const chosen = shown[place];
  if (!chosen) return;
  dialog.close();
  chosen.run();
}

function show(opener) {
  if (dialog.open) return dialog.close();
  if (document.querySelector("dialog:modal")) return undefined;
  field.value = "";
  open(dialog, opener || document.activeElement);
  return fill();
}

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    show();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) show(event.target.closest("[data-palette]"));
  });
  field.addEventListener("input", fill);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) {
      at = (at + step + shown.length) % shown.length;
      mark();
    } else if (event.key === "Enter") run(at);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) run([...list.children].indexOf(item));
  });
}
