// Charts. `<figure class="chart" data-chart>` holds a JSON script (Django's json_script) that says what is drawn:
//   {kind: "bar",  unit, rows: [{name, value, text, href, state}]}                ranked, longest first
//   {kind: "line", unit, days: […], series: [{name, values: […|null], dashed, state}], limit: {value, name}}
//   {kind: "map",  unit, geo: GeoJSON or address, key, rows: [{key, name, value|null, text, href}], steps: [1, 2, 4]}
// Colours come from the style sheet; null is "not reported", never zero. The table beside it is the template's work.
import { BarChart, LineChart, MapChart } from "echarts/charts";
import { AriaComponent, GeoComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { say } from "./words.js";

echarts.use([
  AriaComponent, BarChart, GeoComponent, GridComponent, LegendComponent, LineChart, MapChart, MarkLineComponent,
  SVGRenderer, TooltipComponent, VisualMapComponent,
]);

const MISSING = () => say("未报", "not reported");
const STATES = { late: "--late", soon: "--soon", accent: "--accent", quiet: "--chart-quiet" };

function look(element) {
  const style = getComputedStyle(element);
  const token = (name) => style.getPropertyValue(name).trim();
  const state = (name, other) => token(STATES[name] ?? other);
  return { token, state, font: style.fontFamily, size: parseFloat(style.fontSize) };
}

function words(value, unit) {
  return value === null || value === undefined ? MISSING() : `${value.toLocaleString()}${unit ? ` ${unit}` : ""}`;
}

function base({ token, font, size }) {
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: font, fontSize: size, color: token("--ink") },
    tooltip: {
      confine: true,
      backgroundColor: token("--surface"),
      borderColor: token("--line"),
      textStyle: { color: token("--ink"), fontSize: size, fontFamily: font },
      extraCssText: "box-shadow: var(--shadow)",
    },
  };
}

function axis({ token, size }, more) {
  return {
    axisLine: { lineStyle: { color: token("--line-strong") } },
    axisTick: { show: false },
    axisLabel: { color: token("--muted"), fontSize: size * 0.86 },
    splitLine: { lineStyle: { color: token("--line") } },
    ...more,
  };
}

function bar(spec, style) {
  const rows = [...spec.rows].reverse();
  return {
    grid: { left: 0, right: 56, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: "value", show: false },
    yAxis: axis(style, { type: "category", data: rows.map((row) => row.name), axisLine: { show: false } }),
    tooltip: { trigger: "item", formatter: ({ dataIndex }) => plain(`${rows[dataIndex].name}  ${rows[dataIndex].text ?? words(rows[dataIndex].value, spec.unit)}`) },
    series: [{
      type: "bar",
      barMaxWidth: 16,
      label: { show: true, position: "right", color: style.token("--ink"), formatter: ({ dataIndex }) => rows[dataIndex].text ?? words(rows[dataIndex].value, spec.unit) },
      data: rows.map((row) => ({ value: row.value, href: row.href, itemStyle: { color: style.state(row.state, "--accent"), borderRadius: [0, 3, 3, 0] } })),
    }],
  };
}

function limitLine(limit, style) {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: style.token("--late"), type: "dashed" },
    label: { formatter: limit.name, color: style.token("--late"), position: "insideEndTop" },
    data: [{ yAxis: limit.value }],
  };
}

function line(spec, style) {
  const colours = ["--accent", "--chart-2", "--chart-3", "--chart-4"];
  return {
    grid: { left: 0, right: 12, top: spec.series.length > 1 ? 36 : 16, bottom: 4, containLabel: true },
    legend: { show: spec.series.length > 1, top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 4, textStyle: { color: style.token("--muted") } },
    xAxis: axis(style, { type: "category", data: spec.days, boundaryGap: false, splitLine: { show: false } }),
    yAxis: axis(style, { type: "value", axisLine: { show: false }, splitNumber: 4 }),
    tooltip: { trigger: "axis", valueFormatter: (value) => words(value, spec.unit) },
    series: spec.series.map((each, at) => ({
      type: "line",
      name: each.name,
      data: each.values,
      connectNulls: false,
      symbolSize: 6,
      showSymbol: spec.days.length <= 31,
      color: style.state(each.state, colours[at % colours.length]),
      lineStyle: { width: 2, type: each.dashed ? "dashed" : "solid" },
      markLine: at === 0 && spec.limit ? limitLine(spec.limit, style) : undefined,
    })),
  };
}

// Five shades from calm to urgent; the last step is open upwards.
function pieces(spec, style) {
  const edges = [-Infinity, ...spec.steps, Infinity];
  return edges.slice(0, -1).map((low, at) => {
    const high = edges[at + 1];
    const label = low === -Infinity ? `< ${high}` : high === Infinity ? `≥ ${low}` : `${low}–${high}`;
    return { gte: low, lt: high, label: `${label} ${spec.unit ?? ""}`.trim(), color: style.token(`--heat-${Math.round((at * 4) / Math.max(spec.steps.length, 1))}`) };
  });
}

// A place that has not reported is left white with a broken edge, not given the calmest shade.
function place(row, style) {
  const known = row.value !== null && row.value !== undefined;
  const blank = { areaColor: style.token("--surface"), borderColor: style.token("--line-strong"), borderType: "dashed", borderWidth: 1 };
  return { name: String(row.key), value: known ? row.value : NaN, href: row.href, ...(known ? {} : { itemStyle: blank }) };
}

function map(spec, style) {
  const rows = new Map(spec.rows.map((row) => [String(row.key), row]));
  const text = (key, between) => {
    const row = rows.get(String(key));
    return row ? [row.name, row.text ?? words(row.value, spec.unit)].join(between) : "";
  };
  return {
    visualMap: {
      type: "piecewise", orient: "horizontal", left: 0, bottom: 0, itemWidth: 12, itemHeight: 12, itemGap: 12, itemSymbol: "roundRect",
      pieces: pieces(spec, style), outOfRange: { color: style.token("--surface") }, textStyle: { color: style.token("--muted"), fontSize: style.size * 0.86 },
    },
    tooltip: { trigger: "item", formatter: ({ name }) => plain(text(name, "  ")) },
    series: [{
      type: "map",
      map: spec.name,
      nameProperty: spec.key ?? "code",
      left: 0, right: 0, top: 0, bottom: style.size * 2.4,
      aspectScale: spec.aspect ?? 0.85,
      selectedMode: false,
      label: { show: spec.rows.length <= 20, color: style.token("--ink"), fontSize: style.size * 0.93, lineHeight: style.size * 1.3, formatter: ({ name }) => text(name, "\n") },
      itemStyle: { areaColor: style.token("--quiet"), borderColor: style.token("--surface"), borderWidth: 2 },
      emphasis: { label: { show: true, color: style.token("--ink") }, itemStyle: { areaColor: null, borderColor: style.token("--accent") } },
      data: spec.rows.map((row) => place(row, style)),
    }],
  };
}

// Names come from files and forms: they are put in as text, never as markup.
function plain(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

async function load(spec) {
  if (spec.kind !== "map") return;
  const geo = typeof spec.geo === "string" ? await (await fetch(spec.geo)).json() : spec.geo;
  spec.geo = geo;
  spec.name = `map-${Math.abs([...JSON.stringify(geo)].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 7))}`;
  echarts.registerMap(spec.name, geo);
}

const KINDS = { bar, line, map };
const drawn = new Map();

async function draw(figure) {
  const spec = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  await load(spec);
  const canvas = figure.querySelector(".chart-area");
  const chart = echarts.init(canvas, null, { renderer: "svg" });
  const paint = () => {
    const style = look(figure);
    const own = KINDS[spec.kind](spec, style);
    const shared = base(style);
    chart.setOption({ ...shared, ...own, tooltip: { ...shared.tooltip, ...own.tooltip } }, true);
  };
  chart.on("click", ({ data }) => data?.href && window.location.assign(data.href));
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(canvas);
  drawn.set(figure, { paint, end: () => { watch.disconnect(); chart.dispose(); } });
  paint();
}

function drawAll() {
  for (const [figure, chart] of drawn) {
    if (figure.isConnected) continue;
    chart.end();
    drawn.delete(figure);
  }
  for (const figure of document.querySelectorAll("[data-chart]")) {
    if (drawn.has(figure)) continue;
    drawn.set(figure, { paint() {}, end() {} });
    draw(figure).catch(() => figure.classList.add("failed"));
  }
}

drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const chart of drawn.values()) chart.paint();
});
