// Hands stay on the keys: `/` search, `?` help, arrows and Enter in lists, `x` select, Escape leaves.
// A list is any [data-rows]; its rows are `tbody tr`, `li` or `.card`; Enter follows [data-open], else the first link.
import { openDialog } from "./dialogs.js";

const ROWS = "tbody tr, :scope > li, :scope > .card";

function typing(element) {
  return element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");
}

function rows() {
  return [...document.querySelectorAll("[data-rows]")]
    .flatMap((list) => [...list.querySelectorAll(ROWS)])
    .filter((row) => row.offsetParent !== null);
}

function step(by) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(document.activeElement.closest("[data-row-current]"));
  const next = all[Math.min(Math.max(at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by, 0), all.length - 1)];
  all[at]?.removeAttribute("data-row-current");
  next.setAttribute("data-row-current", "");
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function enter(row) {
  if (document.activeElement !== row) return false; // a button or link inside the row keeps its own Enter
  const way = row.querySelector("[data-open]") ?? row.querySelector("a[href]");
  way?.click();
  return Boolean(way);
}

function select(row) {
  const box = row.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

function search() {
  const field = [...document.querySelectorAll("[data-search]")].find((each) => each.offsetParent !== null);
  field?.focus();
  field?.select?.();
  return Boolean(field);
}

const KEYS = {
  "/": search,
  "?": () => openDialog("help"),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: (row) => row && enter(row),
  x: (row) => row && select(row),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.key === "Escape" && event.target.matches("[data-search]")) event.target.blur();
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key];
  const row = event.target.closest("[data-row-current]");
  if (act?.(row)) event.preventDefault();
});
