// A bar-code scanner types like a very fast hand and ends in Enter. Where a page expects a code ([data-scan]),
// a burst lands there wherever the focus was, and its form is sent; elsewhere it lands in the search box.
const FAST = 40; // ms between keys; hands are slower
const SHORTEST = 6;
let burst = "";
let before = 0;

function editable(element) {
  return element.isContentEditable || (typeof element.value === "string" && !element.matches("button, [type=checkbox], [type=radio]"));
}

function deliver(code, other) {
  const field = ["dialog[open] [data-scan]", "[data-scan]", "[data-search]"]
    .map((where) => document.querySelector(where)).find(Boolean);
  if (!field || !field.form) return false;
  if (editable(other) && other.value?.endsWith(code)) other.value = other.value.slice(0, -code.length);
  field.value = code;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.form.requestSubmit();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const fast = event.timeStamp - before < FAST;
  before = event.timeStamp;
  if (event.key.length === 1) {
    burst = fast ? burst + event.key : event.key;
    if (fast && !editable(event.target)) event.preventDefault(); // not a shortcut
    return;
  }
  if (event.key !== "Enter") return;
  const code = burst;
  burst = "";
  const inField = event.target.matches("[data-scan]");
  if (!inField && fast && code.length >= SHORTEST && deliver(code, event.target)) event.preventDefault();
}, true);
