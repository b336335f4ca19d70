// After htmx has put new content in place: dialogs, drafts, messages and the focus are set right.
import { adopt } from "./dialogs.js";
import { settle } from "./drafts.js";
import { say, tend } from "./toasts.js";
import { count } from "./bulk.js";

let focused = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  const dialogs = [...document.querySelectorAll("dialog:modal")];
  if (dialogs.some((dialog) => !target?.contains(dialog))) return; // a piece of the open dialog, or one beside it, changes
  for (const dialog of dialogs) dialog.close();
  focused = document.activeElement?.id || null;
});

document.addEventListener("htmx:afterSettle", () => {
  adopt();
  settle();
  tend();
  count();
  if (document.activeElement !== document.body) return;
  const again = focused && document.getElementById(focused);
  const place = again?.checkVisibility() ? again : document.getElementById("main");
  place?.focus({ preventScroll: true });
});

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => say(document.body.dataset.wordsOffline, { stays: true }));
}
