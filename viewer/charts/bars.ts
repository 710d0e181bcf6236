import { axisBottom, extent, scaleLinear, select } from "d3";
import type { Row, RowsChart } from "../../experiments/portable/plot.js";
import { categoryColour } from "../colours.js";
import { short } from "../format.js";
import { rowText } from "../row-text.js";
import { fitText } from "./fitted.js";

const WIDE = 480;
const ROW = { wide: 26, narrow: 40 };
const TOP = 22;
const BOTTOM = 42;
const BAR = 12;

const sizeOf = (width: number) => (width >= WIDE ? "wide" : "narrow");

export function barsHeight(rows: number, width: number): number {
  return TOP + rows * ROW[sizeOf(width)] + BOTTOM;
}

/** Named bars from zero with their intervals as whiskers; on narrow drawings the words stand above the bar. */
export function drawBars(svg: SVGSVGElement, chart: RowsChart, box: { readonly width: number }): void {
  const size = sizeOf(box.width);
  const row = ROW[size];
  const left = size === "wide" ? Math.min(220, box.width * 0.3) : 8;
  const right = box.width - (size === "wide" ? 160 : 8);
  const height = barsHeight(chart.rows.length, box.width);
  const [lowest = 0, highest = 1] = extent([
    0,
    ...(chart.rule ? [chart.rule.value] : []),
    ...chart.rows.flatMap(({ value, low = value, high = value }) => [value, low, high]),
  ]);
  const x = scaleLinear()
    .domain([lowest, highest > lowest ? highest : lowest + 1])
    .nice(5)
    .range([left, right]);
  const middle = (_: Row, i: number) => TOP + i * row + (size === "wide" ? row / 2 : row - 12);
  const root = select(svg).attr("width", box.width).attr("height", height);
  root
    .selectAll<SVGGElement, null>("g.axis")
    .data([null])
    .join("g")
    .attr("class", "axis quiet")
    .attr("transform", `translate(0,${height - BOTTOM + 4})`)
    .call(
      axisBottom(x)
        .ticks(Math.max(2, Math.min(6, Math.floor((right - left) / 60))))
        .tickFormat((value) => short(Number(value)))
        .tickSize(BOTTOM - 4 + TOP - height)
        .tickPadding(4),
    );
  const rules = root
    .selectAll<SVGGElement, { value: number; label: string }>("g.rule")
    .data(chart.rule ? [chart.rule] : [])
    .join((enter) => {
      const group = enter.append("g").attr("class", "rule");
      group.append("line").attr("y1", TOP - 4);
      group.append("text").attr("y", 12).attr("text-anchor", "middle");
      return group;
    })
    .attr("transform", (rule) => `translate(${x(rule.value)},0)`);
  rules.select("line").attr("y2", height - BOTTOM + 4);
  rules.select("text").text((rule) => rule.label);

  const rows = root
    .selectAll<SVGGElement, Row>("g.row")
    .data(chart.rows)
    .join((enter) => {
      const group = enter.append("g").attr("class", "row");
      group.append("title");
      group
        .append("rect")
        .attr("class", "bar")
        .attr("y", -BAR / 2)
        .attr("height", BAR);
      group.append("rect").attr("class", "whisker").attr("y", -1).attr("height", 2);
      group.append("text").attr("class", "label");
      group.append("text").attr("class", "figures").attr("text-anchor", "end");
      return group;
    })
    .attr("transform", (d, i) => `translate(0,${middle(d, i)})`);
  rows.select("title").text((d) => `${d.name}: ${d.value}`);
  rows
    .select("rect.bar")
    .attr("x", (d) => x(Math.min(0, d.value)))
    .attr("width", (d) => Math.abs(x(d.value) - x(0)))
    .style("fill", (d) => categoryColour(d.colour ?? 0));
  rows
    .select("rect.whisker")
    .attr("x", (d) => x(d.low ?? d.value))
    .attr("width", (d) => x(d.high ?? d.value) - x(d.low ?? d.value));
  rows
    .select<SVGTextElement>("text.label")
    .attr("x", 0)
    .attr("y", size === "wide" ? 4 : -10)
    .each(function fit(d) {
      fitText(this, d.name, size === "wide" ? left - 8 : box.width - 160);
    });
  rows
    .select("text.figures")
    .attr("x", box.width)
    .attr("y", size === "wide" ? 4 : -10)
    .text(rowText);
  root
    .selectAll<SVGTextElement, string>("text.axis-title")
    .data([chart.x.title])
    .join("text")
    .attr("class", "axis-title")
    .attr("x", (left + right) / 2)
    .attr("y", height - 4)
    .attr("text-anchor", "middle")
    .text((d) => d);
}
