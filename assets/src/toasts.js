// Short notices at the foot of the page, with an optional undo. The server sends them as `HX-Trigger: {"toast": {...}}`
// or renders them into `.toasts`; {text, state, seconds, undo: {url, text}}; seconds 0 stays until closed.
import { say } from "./words.js";

function shelf() {
  let found = document.querySelector(".toasts");
  if (!found) {
    found = document.createElement("div");
    found.className = "toasts";
    found.setAttribute("role", "status");
    document.body.append(found);
  }
  return found;
}

function button(text, className, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className, textContent: text });
  made.addEventListener("click", act);
  return made;
}

// The time runs only while nobody points at it, so that a slow reader can still press undo.
function leaveAfter(element, seconds) {
  let timer;
  const start = () => { timer = setTimeout(() => element.remove(), seconds * 1000); };
  const hold = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) element.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) element.addEventListener(name, start);
  start();
}

function bring(element) {
  const seconds = Number(element.dataset.seconds ?? 6);
  const close = button("×", "toast-close", () => element.remove());
  close.setAttribute("aria-label", say("关闭", "Close"));
  element.append(close);
  if (seconds) leaveAfter(element, seconds);
}

export function toast({ text, state = "", seconds = 6, undo = null }) {
  const element = document.createElement("div");
  element.className = `toast ${state}`.trim();
  element.dataset.seconds = seconds;
  const words = document.createElement("span");
  words.textContent = text;
  element.append(words);
  if (undo) {
    const act = () => {
      element.remove();
      window.htmx.ajax("POST", undo.url, { source: document.body, swap: "none" });
    };
    element.append(button(undo.text ?? say("撤销", "Undo"), "toast-act", act));
  }
  shelf().append(element);
  bring(element);
}

document.addEventListener("toast", ({ detail }) => toast(detail));
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".toasts > .toast").forEach(bring));
