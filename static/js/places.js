// The places of a part may be wider than a phone: bring the one we are at into sight.
const here = document.querySelector(".subnav [aria-current]");
const row = here?.closest(".subnav");
if (row) {
  const { left, width } = here.getBoundingClientRect();
  row.scrollLeft += left - row.getBoundingClientRect().left - (row.clientWidth - width) / 2;
}
