// What a page looks like on this screen: what is too wide, what is too small for a thumb, and all its words.
() => {
  const root = document.documentElement;
  const begins = (element) => element.outerHTML.slice(0, 100).replace(/\s+/g, " ");
  const shown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const tapped = "button, .btn, select, summary, input:not([type=hidden])";
  const small = [...document.querySelectorAll(`main :is(${tapped})`)]
    .filter((element) => shown(element) && !element.closest("label, .choices, .check, td.pick, th"))
    .map((element) => [element, Math.round(element.getBoundingClientRect().height)])
    .filter(([, height]) => height > 0 && height < 44)
    .map(([element, height]) => `${begins(element)} ${height} px`);
  const aside = ".scroll, .tabs, [role=img], svg, .tree, .toasts";
  const over = [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1 && !element.closest(aside))
    .slice(0, 3).map(begins);
  const wide = root.scrollWidth > root.clientWidth ? [`${root.scrollWidth} px`, ...over] : [];
  const named = ["aria-label", "placeholder", "title"];
  const words = [...document.querySelectorAll("[aria-label], [placeholder], [title]")]
    .flatMap((element) => named.map((name) => element.getAttribute(name) ?? ""));
  document.querySelectorAll("[lang|=zh]:not(html)").forEach((element) => element.remove());
  return { wide, small, text: document.body.innerText, words: words.join("\n") };
}
