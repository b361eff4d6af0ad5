// "Copy text": [data-copy="text"] or [data-copy-from="#element"]; works on plain http too.
import { toast } from "./toasts.js";
import { say } from "./words.js";

function oldWay(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return oldWay(text);
  }
}

document.addEventListener("click", async (event) => {
  const from = event.target.closest("[data-copy], [data-copy-from]");
  if (!from) return;
  const source = from.dataset.copyFrom && document.querySelector(from.dataset.copyFrom);
  const text = source ? (source.value ?? source.innerText) : from.dataset.copy;
  if (await copy(text)) toast({ text: say("已复制", "Copied"), seconds: 3 });
  else toast({ text: say("没有复制成功,请选中文字后复制。", "Not copied; select the text and copy it."), state: "soon" });
});
