// [data-brand-name] and [data-brand-colour] are shown as customers will see them, before they are saved.
document.addEventListener("input", ({ target }) => {
  if (target.dataset.brandName !== undefined) {
    const shown = document.querySelector("[data-brand-shows]");
    shown.dataset.usual ??= shown.textContent;
    shown.textContent = target.value.trim() || shown.dataset.usual;
  }
  if (target.dataset.brandColour !== undefined) {
    const colour = target.value.replace("#", "");
    document.querySelector("link[data-brand]").href = target.dataset.brandHref.replace("COLOUR", colour);
  }
});
