import { axisBottom, select } from "d3";
import type { EpisodeHeader } from "../../experiments/wire.js";
import { productColour } from "../colours.js";
import { drawCampaignBands } from "./campaign-bands.js";
import { fitText } from "./fitted.js";
import { drawLinePanel, type LinePanel } from "./line-panel.js";
import { drawProductRows, type ProductRows } from "./product-rows.js";
import { timeMargins, timeScale } from "./time-scale.js";

export type TimePanel = ({ readonly kind: "line" } & LinePanel) | ({ readonly kind: "rows" } & ProductRows);

export interface TimelineDrawing {
  readonly header: EpisodeHeader;
  readonly panels: readonly TimePanel[];
}

export interface TimelineCursor {
  /** the day all panels are read at */
  readonly day: number;
  /** true: days after it are veiled */
  readonly veil: boolean;
}

const TOP = 20;
const TITLE = 28;
const GAP = 12;
const LINE_HEIGHT = 84;
const AXIS = 44;
/** room of a value written at a line's end */
const VALUE_WIDTH = 40;

const panelHeight = (panel: TimePanel) => (panel.kind === "line" ? LINE_HEIGHT : panel.rows.length * panel.rowHeight);

export function timelineHeight(panels: readonly TimePanel[]): number {
  return panels.reduce((sum, panel) => sum + TITLE + panelHeight(panel) + GAP, TOP) + AXIS;
}

/** The panels' places from the top, shape [panels]. */
function tops(panels: readonly TimePanel[]): number[] {
  let y = TOP;
  return panels.map((panel) => {
    const top = y + TITLE;
    y = top + panelHeight(panel) + GAP;
    return top;
  });
}

/** Small multiples over one shared axis of days, campaigns as bands through all of them. */
export function drawTimeline(
  svg: SVGSVGElement,
  { header, panels }: TimelineDrawing,
  box: { readonly width: number },
): void {
  const height = timelineHeight(panels);
  const x = timeScale(header, box.width);
  const root = select<SVGSVGElement, unknown>(svg).attr("width", box.width).attr("height", height);
  const bottom = height - AXIS;
  drawCampaignBands(root, header, { x, top: TOP, bottom, named: true });
  const place = tops(panels);
  root
    .selectAll<SVGGElement, TimePanel>("g.panel")
    .data(panels, (panel) => panel.key)
    .join("g")
    .attr("class", (panel) => `panel ${panel.kind}`)
    .attr("transform", (_, i) => `translate(0,${place[i]})`)
    .each(function draw(panel) {
      if (panel.kind === "line") drawLinePanel(this, panel, { x, height: LINE_HEIGHT });
      else drawProductRows(this, panel, { x });
    });
  root
    .selectAll<SVGTextElement, TimePanel>("text.panel-title")
    .data(panels, (panel) => panel.key)
    .join("text")
    .attr("class", "panel-title")
    .attr("x", 0)
    .attr("y", (_, i) => place[i] - 10)
    .each(function fit(panel) {
      fitText(this, panel.title, box.width);
    });
  root
    .selectAll<SVGGElement, null>("g.days")
    .data([null])
    .join("g")
    .attr("class", "axis days")
    .attr("transform", `translate(0,${bottom})`)
    .call(
      axisBottom(x)
        .tickValues(weeks(header.horizonDays + header.tailDays, box.width))
        .tickFormat(String)
        .tickSize(4)
        .tickPadding(4),
    );
  root
    .selectAll<SVGTextElement, string>("text.axis-title")
    .data(["day"])
    .join("text")
    .attr("class", "axis-title")
    .attr("text-anchor", "middle")
    .attr("x", (x.range()[0] + x.range()[1]) / 2)
    .attr("y", height - 6)
    .text((d) => d);
}

/** Every so many weeks, so that labels have 40 pixels each. */
function weeks(days: number, width: number): number[] {
  const room = Math.max(1, Math.floor(width / 60));
  const step = 7 * Math.max(1, Math.ceil(days / 7 / room));
  return Array.from({ length: Math.floor(days / step) + 1 }, (_, i) => i * step);
}

/** The line through all panels at a day, the veil over the days after it, and the values of that day at the right. */
export function drawTimelineCursor(
  svg: SVGSVGElement,
  { header, panels }: TimelineDrawing,
  { day, veil }: TimelineCursor,
  box: { readonly width: number },
): void {
  const x = timeScale(header, box.width);
  const end = x.range()[1];
  const bottom = timelineHeight(panels) - AXIS;
  const place = tops(panels);
  const root = select(svg);
  root
    .selectAll("rect.veil")
    .data(veil ? [null] : [])
    .join("rect")
    .attr("class", "veil")
    .attr("x", x(day + 1))
    .attr("width", Math.max(0, end - x(day + 1)))
    .attr("y", TOP)
    .attr("height", bottom - TOP)
    .raise();
  root
    .selectAll("line.cursor")
    .data([null])
    .join("line")
    .attr("class", "cursor")
    .attr("x1", x(day + 0.5))
    .attr("x2", x(day + 0.5))
    .attr("y1", TOP)
    .attr("y2", bottom)
    .raise();
  root.selectAll("text.panel-title").raise();
  const right = timeMargins(box.width).right;
  const labels = panels.flatMap((panel, i) =>
    panel.kind === "line"
      ? [lineLabel(panel, day, place[i])]
      : panel.rows.map((row, r) => ({
          key: `${panel.key}/${row.product}`,
          name: row.name,
          value: row.label(day),
          colour: productColour(row.product),
          y: place[i] + r * panel.rowHeight + panel.rowHeight / 2 + 3,
        })),
  );
  const groups = root
    .selectAll<SVGGElement, (typeof labels)[number]>("g.reading")
    .data(labels, (label) => label.key)
    .join((enter) => {
      const group = enter.append("g").attr("class", "reading");
      group.append("circle").attr("r", 3.5).attr("cx", 8).attr("cy", -4);
      group.append("text").attr("class", "name").attr("x", 16);
      group.append("text").attr("class", "value").attr("text-anchor", "end");
      return group;
    })
    .attr("transform", (label) => `translate(${end},${label.y})`);
  groups.select("circle").style("fill", (label) => label.colour);
  groups.select<SVGTextElement>("text.name").each(function fit(label) {
    if (this.dataset.fitted === `${label.name}/${right}`) return;
    fitText(this, label.name, right - 24 - VALUE_WIDTH);
    this.dataset.fitted = `${label.name}/${right}`;
  });
  groups
    .select("text.value")
    .attr("x", right)
    .text((label) => label.value);
}

function lineLabel(panel: LinePanel, day: number, top: number) {
  const value = panel.values[day];
  return {
    key: panel.key,
    name: panel.key,
    value: value === undefined ? "" : panel.label(value),
    colour: panel.colour,
    y: top + LINE_HEIGHT / 2 + 4,
  };
}
