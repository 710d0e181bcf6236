import { interpolateViridis, range, rgb, scaleSequential, select } from "d3";
import type { HeatChart } from "../../experiments/portable/plot.js";
import { rounded, short } from "../format.js";
import { fitText } from "./fitted.js";

const WIDE = 480;
const TOP = 20;
/** column names, the axis title, the legend */
const BOTTOM = 78;
/** more of it where column names take a second line */
const SECOND_LINE = 14;
/** Width of a letter at most, px: names get no more room than they need. */
const LETTER = 6.6;
const LEGEND = { width: 160, height: 8, steps: 32 };
/** A value is written into a cell that is at least so wide and high. */
const ROOM = { width: 44, height: 18 };
/** Rows whose names stand above them where the drawing is narrow. */
const NAMED_ROWS = 12;

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** Many rows are a grid, thin and named here and there; few have room for their values. */
const isGrid = (chart: HeatChart) => chart.y.names.length > NAMED_ROWS;
const namesAbove = (chart: HeatChart, width: number) => width < WIDE && !isGrid(chart);

const secondLineOf = ({ x }: HeatChart) => (x.names.some(secondLine) ? SECOND_LINE : 0);

function rowHeight(chart: HeatChart, width: number): number {
  if (isGrid(chart)) return 14;
  return namesAbove(chart, width) ? 42 : 24;
}

export function heatHeight(chart: HeatChart, width: number): number {
  return TOP + chart.y.names.length * rowHeight(chart, width) + secondLineOf(chart) + BOTTOM;
}

/** Cells coloured by value, with their numbers where there is room, names at both axes, and what the colours mean below. */
export function drawHeat(svg: SVGSVGElement, chart: HeatChart, box: { readonly width: number }): void {
  const { x, y, values } = chart;
  const columns = x.names.length;
  const above = namesAbove(chart, box.width);
  const height = rowHeight(chart, box.width);
  const cellHeight = above ? 22 : height;
  const longest = Math.max(...y.names.map((name) => name.length));
  const left = above ? 0 : Math.min(380, box.width * 0.44, 24 + longest * LETTER);
  const cellWidth = (box.width - left) / columns;
  const all = Array.from(values);
  const [low, high] = chart.value.domain ?? [Math.min(...all), Math.max(...all)];
  const colour = scaleSequential(interpolateViridis).domain([low, high > low ? high : low + 1]);
  const cells = all.map((value, at): Cell => ({ row: Math.floor(at / columns), column: at % columns, value }));
  const topOf = (row: number) => TOP + row * height + (above ? 18 : 0);
  const bottom = TOP + y.names.length * height;
  const root = select(svg).attr("width", box.width).attr("height", heatHeight(chart, box.width));

  root
    .selectAll<SVGTextElement, string>("text.axis-title.rows")
    .data([y.title])
    .join("text")
    .attr("class", "axis-title rows")
    .attr("y", 12)
    .text((d) => d);
  const groups = root
    .selectAll<SVGGElement, Cell>("g.cell")
    .data(cells)
    .join((enter) => {
      const group = enter.append("g").attr("class", "cell");
      group.append("title");
      group.append("rect");
      group.append("text").attr("text-anchor", "middle");
      return group;
    })
    .attr("transform", ({ row, column }) => `translate(${left + column * cellWidth},${topOf(row)})`);
  groups.select("title").text(({ row, column, value }) => `${y.names[row]}, ${x.names[column]}: ${value}`);
  groups
    .select("rect")
    .attr("width", Math.max(0, cellWidth - 1))
    .attr("height", cellHeight - 1)
    .style("fill", ({ value }) => colour(value));
  const written = cellWidth >= ROOM.width && cellHeight >= ROOM.height;
  groups
    .select("text")
    .attr("x", cellWidth / 2)
    .attr("y", cellHeight / 2 + 4)
    .style("fill", ({ value }) => (isLight(colour(value)) ? "#000" : "#fff"))
    .text(({ value }) => (written ? rounded(value) : ""));

  const everyRow = isGrid(chart) ? Math.ceil(y.names.length / 8) : 1;
  root
    .selectAll<SVGTextElement, string>("text.row-name")
    .data(y.names)
    .join("text")
    .attr("class", "row-name")
    .attr("text-anchor", above ? "start" : "end")
    .attr("x", above ? 0 : left - 8)
    .attr("y", (_, row) => TOP + row * height + (above ? 13 : cellHeight / 2 + 4))
    .each(function fit(name, row) {
      fitText(this, row % everyRow === 0 ? name : "", above ? box.width : left - 8);
    });
  const everyColumn = Math.ceil(columns / Math.max(2, Math.floor((box.width - left) / 64)));
  root
    .selectAll<SVGTextElement, string>("text.column-name.first")
    .data(x.names)
    .join("text")
    .attr("class", "column-name first")
    .attr("text-anchor", "middle")
    .attr("x", (_, column) => left + (column + 0.5) * cellWidth)
    .attr("y", bottom + 16)
    .each(function fit(name, column) {
      fitText(this, column % everyColumn === 0 ? firstLine(name) : "", everyColumn * cellWidth - 4);
    });
  root
    .selectAll<SVGTextElement, string>("text.column-name.second")
    .data(x.names.map(secondLine))
    .join("text")
    .attr("class", "column-name second")
    .attr("text-anchor", "middle")
    .attr("x", (_, column) => left + (column + 0.5) * cellWidth)
    .attr("y", bottom + 30)
    .each(function fit(name, column) {
      fitText(this, column % everyColumn === 0 ? name : "", everyColumn * cellWidth - 4);
    });
  root
    .selectAll<SVGTextElement, string>("text.axis-title.columns")
    .data([x.title])
    .join("text")
    .attr("class", "axis-title columns")
    .attr("text-anchor", "middle")
    .attr("x", (left + box.width) / 2)
    .attr("y", bottom + 34 + secondLineOf(chart))
    .text((d) => d);
  drawLegend(svg, { title: chart.value.title, ends: [low, high], top: bottom + 48 + secondLineOf(chart) });

  function drawLegend(drawing: SVGSVGElement, legend: Legend): void {
    const step = LEGEND.width / LEGEND.steps;
    select(drawing)
      .selectAll<SVGRectElement, number>("rect.legend")
      .data(range(LEGEND.steps))
      .join("rect")
      .attr("class", "legend")
      .attr("x", (i) => i * step)
      .attr("y", legend.top)
      .attr("width", step + 0.5)
      .attr("height", LEGEND.height)
      .style("fill", (i) => interpolateViridis((i + 0.5) / LEGEND.steps));
    const [first, last] = legend.ends.map(short);
    select(drawing)
      .selectAll<SVGTextElement, string>("text.legend")
      .data([`${first} to ${last}, ${legend.title}`])
      .join("text")
      .attr("class", "legend axis-title")
      .attr("x", 0)
      .attr("y", legend.top + LEGEND.height + 15)
      .each(function fit(text) {
        fitText(this, text, box.width);
      });
  }
}

interface Legend {
  readonly title: string;
  readonly ends: readonly number[];
  readonly top: number;
}

/** A name's last word stands below the others, so that "percent-off 10%" and "percent-off 20%" are told apart where columns are narrow. */
const firstLine = (name: string) => (name.includes(" ") ? name.slice(0, name.lastIndexOf(" ")) : name);
const secondLine = (name: string) => (name.includes(" ") ? name.slice(name.lastIndexOf(" ") + 1) : "");

/** Whether black stands out from a colour more than white does, by its relative luminance (WCAG 2.1). */
function isLight(colour: string): boolean {
  const { r, g, b } = rgb(colour);
  const [red, green, blue] = [r, g, b].map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
}
