// Rows chosen for a bulk act: [data-select-all] takes or leaves all, Shift takes a range, the `.bulk` bar of the same form
// shows how many ([data-count]) and appears only then.
function boxes(form) {
  return [...form.querySelectorAll("[data-rows] input[type=checkbox][name]")];
}

function show(form) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked);
  for (const box of all) box.closest("tr, li, .card")?.classList.toggle("chosen", box.checked);
  for (const bar of form.querySelectorAll(".bulk")) bar.hidden = !chosen.length;
  for (const count of form.querySelectorAll("[data-count]")) count.textContent = chosen.length.toLocaleString();
  const master = form.querySelector("[data-select-all]");
  if (!master) return;
  master.checked = chosen.length > 0 && chosen.length === all.length;
  master.indeterminate = chosen.length > 0 && chosen.length < all.length;
}

let last = null;
document.addEventListener("click", (event) => {
  const box = event.target;
  const form = box.closest?.("form");
  if (!form || box.type !== "checkbox") return;
  const all = boxes(form);
  if (box.matches("[data-select-all]")) all.forEach((each) => { each.checked = box.checked; });
  else if (event.shiftKey && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
  }
  last = box;
  show(form);
});

function refresh() {
  document.querySelectorAll("form").forEach((form) => form.querySelector(".bulk") && show(form));
}
document.addEventListener("DOMContentLoaded", refresh);
document.addEventListener("htmx:afterSettle", refresh);
