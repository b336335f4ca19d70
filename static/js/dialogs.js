// [data-opens="id"] opens a dialog, [data-closes] closes it; the focus returns to what opened it.
// A dialog that the server sent open (after an error) becomes modal at once.
const openers = new WeakMap();

export function open(dialog, opener) {
  if (dialog.matches(":modal")) return undefined;
  if (dialog.open) dialog.close();
  document.querySelectorAll(":popover-open").forEach((shown) => shown.hidePopover());
  openers.set(dialog, opener?.closest("[popover]") ? null : opener);
  dialog.showModal();
  const wanted = ["[data-focus-first]", '[aria-invalid="true"]', "input:not([type=hidden]), select, textarea"];
  for (const place of wanted) {
    const first = dialog.querySelector(place);
    if (first?.checkVisibility()) return first.focus();
  }
  return undefined;
}

export function adopt() {
  for (const dialog of document.querySelectorAll("dialog[data-open]")) {
    const opener = document.querySelector(`[data-opens="${dialog.id}"]`);
    dialog.removeAttribute("data-open");
    open(dialog, opener);
  }
}

// before htmx sees the click: the link behind an opener is for browsers without scripts
document.addEventListener(
  "click",
  (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (!dialog || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    open(dialog, opener);
  },
  true,
);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  else if (event.target.matches("dialog:modal") && isOutside(event)) event.target.close();
});

document.addEventListener(
  "close",
  (event) => {
    const opener = openers.get(event.target);
    if (opener?.isConnected && opener.checkVisibility()) opener.focus();
  },
  true,
);

function isOutside(event) {
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

adopt();

// After a call the sheet is waiting: [data-then-opens] lets the telephone open first.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-then-opens]");
  const dialog = opener && document.getElementById(opener.dataset.thenOpens);
  if (dialog) setTimeout(() => open(dialog, opener), 400);
});

// who opens the search on a phone wants to write
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.id === "find" && event.newState === "open") event.target.querySelector("input[type=search]").focus();
  },
  true,
);
