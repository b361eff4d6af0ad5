// Bundles the pages' scripts, styles and icons into the folder named on the command line (bundle.py calls this).
import { build } from "esbuild";
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const out = path.resolve(process.argv[2] ?? path.join(here, "..", "src/lianfang/web/static/lianfang/dist"));

// The oldest browsers met on office desks: Chromium 95 and what is of its age.
const target = ["chrome95", "edge95", "firefox100", "safari15.4"];

async function icons() {
  const list = await readFile(path.join(here, "src/icons.txt"), "utf8");
  const names = list.split("\n").map((line) => line.replace(/#.*/, "").trim()).filter(Boolean);
  const symbols = await Promise.all(names.map(symbol));
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  await writeFile(path.join(out, "icons.svg"), sprite);
}

// "name" is an icon of the package, "ours/name" a drawing of our own in src/icons/.
async function symbol(name) {
  const ours = name.startsWith("ours/");
  const folder = ours ? "src/icons" : "node_modules/@tabler/icons/icons/outline";
  const file = path.join(here, folder, `${name.replace("ours/", "")}.svg`);
  const inner = (await readFile(file, "utf8")).replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  const shape = inner.replace(/<path stroke="none"[^>]*\/>/, "").replace(/\s+/g, " ").trim();
  return `<symbol id="${name.replace("ours/", "")}" viewBox="0 0 24 24">${shape}</symbol>`;
}

// What is bundled keeps its licence beside it.
async function licences() {
  const manifest = JSON.parse(await readFile(path.join(here, "package.json"), "utf8"));
  const names = [...Object.keys(manifest.dependencies), "zrender", "tslib", "ts-custom-error"].sort();
  const texts = await Promise.all(names.map(licence));
  await writeFile(path.join(out, "LICENSES.txt"), texts.join("\n\n"));
}

async function licence(name) {
  const folder = path.join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copyright)/i.test(file)).sort();
  const texts = await Promise.all(files.map(async (file) => {
    const full = path.join(folder, file);
    return (await stat(full)).isFile() ? readFile(full, "utf8") : "";
  }));
  return `==== ${name} ${version} (${license}) ====\n\n${texts.join("\n").trim()}\n`;
}

await mkdir(out, { recursive: true });
await Promise.all([
  icons(),
  copyFile(path.join(here, "src/icons/favicon.svg"), path.join(out, "favicon.svg")),
  licences(),
  build({
    absWorkingDir: here,
    entryPoints: ["src/main.js", "src/board.js", "src/scan.js", "src/main.css"],
    bundle: true,
    charset: "utf8",
    format: "iife",
    legalComments: "linked",
    logLevel: "warning",
    minify: true,
    outdir: out,
    target,
  }),
]);
