// Single keys press what carries data-key; j and k move through [data-row]. They can be switched off
// ([data-keys-switch]), and do nothing while somebody types or a dialog is open.
import { keep } from "./cookies.js";

const root = document.documentElement;
const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.querySelector('[data-row][aria-current="true"]');

function isBusy(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null
    || document.querySelector("dialog:modal, :popover-open") !== null;
}

function move(by) {
  const all = rows();
  if (all.length === 0) return false;
  const at = all.indexOf(current());
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  current()?.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  next.scrollIntoView({ block: "nearest" });
  (next.querySelector("[data-row-link]") || next).focus({ preventScroll: true });
  return true;
}

function press(key) {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const found = [...(current()?.querySelectorAll(wanted) || []), ...document.querySelectorAll(wanted)]
    .find((element) => key === "?" || element.checkVisibility()); // the list of keys opens from a closed menu
  if (!found) return false;
  if (found.matches("select")) found.focus();
  else if (found.matches("input:not([type=checkbox])")) found.select();
  else found.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (root.dataset.keys === "off" || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
  const isDone = { j: () => move(1), k: () => move(-1) }[event.key] || (() => press(event.key));
  if (event.key.length === 1 && event.key !== " " && isDone()) event.preventDefault();
});

// the row that has the focus is the current one
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || row === current()) return;
  current()?.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  const isOn = event.target.checked;
  if (isOn) delete root.dataset.keys;
  else root.dataset.keys = "off";
  keep("keys", isOn ? "" : "off");
});
