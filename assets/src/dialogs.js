// Dialogs and bottom sheets (<dialog>), and small menus (<details class="menu">).
// [data-opens=ID] opens, [data-closes] closes; a dialog that arrives with [data-open-now] opens by itself;
// the server ends one with `HX-Trigger: done`.
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return false;
  dialog.showModal();
  return true;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener && openDialog(opener.dataset.opens)) event.preventDefault();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target.matches("dialog")) event.target.close(); // beside the sheet
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

function openArrived() {
  for (const dialog of document.querySelectorAll("dialog[data-open-now]")) {
    dialog.removeAttribute("data-open-now");
    if (!document.querySelector("dialog[open]")) dialog.showModal(); // never one over another
  }
}
document.addEventListener("DOMContentLoaded", openArrived);
document.addEventListener("htmx:afterSettle", openArrived);
document.addEventListener("done", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));
