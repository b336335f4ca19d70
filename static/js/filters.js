// form[data-filters]: a changed choice is asked for at once; without this the form's own button does it.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.dataset.filters === undefined || !event.target.matches("select")) return;
  for (const field of form.elements) if (field.value === "") field.disabled = true; // keeps the address short
  form.requestSubmit();
});

window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[data-filters] :disabled")) field.disabled = false;
});
