// a[data-dials]: the number is dialled as soon as the page that the tap led to is there; once, and not after a reload.
function dial() {
  const link = document.querySelector("a[data-dials]");
  if (!link || !navigator.userActivation?.isActive) return;
  link.removeAttribute("data-dials");
  link.click();
}

document.addEventListener("htmx:afterSettle", dial);
