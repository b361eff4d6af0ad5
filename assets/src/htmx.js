// htmx under a content-security policy: no eval, no style elements of its own; errors reach the user's eye.
import htmx from "htmx.org";
import { toast } from "./toasts.js";
import { say } from "./words.js";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0, // pages hold names: none is kept in the browser's storage
  refreshOnHistoryMiss: true,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true }, // a form sent back with its mistakes marked
    { code: "...", swap: false, error: true },
  ],
});
window.htmx = htmx;

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token;
});

// What happened, what is safe, what to do, a number to quote. A refusal brings its own words as plain text.
document.addEventListener("htmx:responseError", ({ detail }) => {
  const { xhr } = detail;
  const plain = (xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
  const quote = xhr.getResponseHeader("X-Request-Id");
  const reason = plain
    ? xhr.responseText
    : say("没有完成,您填的内容还在页面上。请再试一次。", "Not done; what you entered is still here. Please try again.");
  toast({ text: quote ? `${reason} (${quote})` : reason, state: "late", seconds: 0 });
});

document.addEventListener("htmx:sendError", () => {
  toast({
    text: say("连不上服务器,没有保存。网络恢复后请再点一次。", "No connection, nothing was saved. Press again when the network is back."),
    state: "late",
    seconds: 0,
  });
});

// A button that was pressed says so and cannot be pressed twice.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.dataset.busy) {
    event.preventDefault();
    return;
  }
  if (form.method === "dialog" || form.matches("[data-repeat]")) return;
  form.dataset.busy = "yes";
  submitter?.setAttribute("aria-busy", "true");
});
function rest(root) {
  const forms = root.matches?.("form") ? [root] : [...root.querySelectorAll("form[data-busy]")];
  for (const form of forms) {
    delete form.dataset.busy;
    form.querySelectorAll("[aria-busy]").forEach((each) => each.removeAttribute("aria-busy"));
  }
}
document.addEventListener("htmx:afterRequest", ({ detail }) => rest(detail.elt));
window.addEventListener("pageshow", () => rest(document));
