import { axisBottom, max, min, scaleLinear, select } from "d3";
import type { PolicyMark } from "../colours.js";
import { short } from "../format.js";
import { fitText } from "./fitted.js";

export interface RankingMark {
  readonly key: string;
  readonly label: string;
  /** where the row leads; null: nowhere */
  readonly href: string | null;
  readonly mark: PolicyMark;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** value and interval in words */
  readonly text: string;
  /** the exact numbers, shown on hover */
  readonly title: string;
  /** false: written in grey */
  readonly certain: boolean;
  readonly chosen: boolean;
}

export interface RankingDrawing {
  readonly marks: readonly RankingMark[];
  /** the baseline's value: a vertical rule */
  readonly rule: { readonly value: number; readonly label: string } | null;
  readonly axisTitle: string;
}

const WIDE = 480;
const ROW = { wide: 28, narrow: 42 };
const LABEL = { wide: 184, narrow: 0 };
const TEXT = { wide: 164, narrow: 0 };
const TOP = 22;
const BOTTOM = 42;

export function rankingHeight(rows: number, width: number): number {
  return TOP + rows * ROW[width >= WIDE ? "wide" : "narrow"] + BOTTOM;
}

/**
 * A dot and a whisker a policy, best first, with the baseline as a vertical rule. A row may be a link. On narrow drawings
 * the words stand above the whisker.
 */
export function drawRanking(
  svg: SVGSVGElement,
  { marks, rule, axisTitle }: RankingDrawing,
  box: { readonly width: number },
): void {
  const size = box.width >= WIDE ? "wide" : "narrow";
  const row = ROW[size];
  const left = LABEL[size] + 8;
  const right = box.width - TEXT[size] - 8;
  const height = rankingHeight(marks.length, box.width);
  const ruleValues = rule ? [rule.value] : [];
  const x = scaleLinear()
    .domain([
      min([...marks.map((mark) => mark.low), ...ruleValues]) ?? 0,
      max([...marks.map((mark) => mark.high), ...ruleValues]) ?? 1,
    ])
    .nice(5)
    .range([left, right]);
  const middle = (_: unknown, i: number) => TOP + i * row + (size === "wide" ? row / 2 : row - 12);

  const root = select(svg).attr("width", box.width).attr("height", height);
  const ruleX = rule ? x(rule.value) : 0;
  root
    .selectAll<SVGLineElement, number>("line.rule")
    .data(rule ? [ruleX] : [])
    .join("line")
    .attr("class", "rule")
    .attr("x1", (d) => d)
    .attr("x2", (d) => d)
    .attr("y1", TOP - 4)
    .attr("y2", height - BOTTOM + 4);
  root
    .selectAll<SVGTextElement, string>("text.rule-label")
    .data(rule ? [rule.label] : [])
    .join("text")
    .attr("class", "rule-label")
    .attr("x", Math.max(40, Math.min(box.width - 40, ruleX)))
    .attr("y", 12)
    .attr("text-anchor", "middle")
    .text((d) => d);

  const rows = root
    .selectAll<SVGAElement, RankingMark>("a.row")
    .data(marks, (mark) => mark.key)
    .join(
      (enter) => {
        const link = enter.append("a").attr("class", "row");
        link.append("rect").attr("class", "hit");
        link.append("title");
        link.append("rect").attr("class", "whisker").attr("y", -1).attr("height", 2);
        link.append("circle").attr("r", 5);
        link.append("text").attr("class", "label");
        link.append("text").attr("class", "figures").attr("text-anchor", "end");
        return link;
      },
      (update) => update,
      (exit) => exit.remove(),
    )
    .order();
  rows
    .style("transform", (d, i) => `translate(0px, ${middle(d, i)}px)`)
    .attr("href", (mark) => mark.href)
    .attr("role", (mark) => (mark.href === null ? "img" : null))
    .attr("aria-label", (mark) => `${mark.label}: ${mark.text}${mark.href === null ? "" : "; open its replay"}`)
    .classed("chosen", (mark) => mark.chosen);
  rows
    .select("rect.hit")
    .attr("x", 0)
    .attr("y", size === "wide" ? -row / 2 : 12 - row)
    .attr("width", box.width)
    .attr("height", row)
    .attr("rx", 4);
  rows.select("title").text((mark) => mark.title);
  rows
    .select("text.figures")
    .attr("x", box.width - 8)
    .attr("y", size === "wide" ? 4 : -12)
    .classed("uncertain", (mark) => !mark.certain)
    .text((mark) => mark.text);
  const beside = (label: SVGTextElement) =>
    label.parentElement?.querySelector<SVGTextElement>("text.figures")?.getComputedTextLength() ?? 0;
  rows
    .select<SVGTextElement>("text.label")
    .attr("x", 8)
    .attr("y", size === "wide" ? 4 : -12)
    .each(function fit(mark) {
      fitText(this, mark.label, size === "wide" ? LABEL.wide : box.width - beside(this) - 28);
    });
  rows
    .select("rect.whisker")
    .attr("x", (mark) => x(mark.low))
    .attr("width", (mark) => x(mark.high) - x(mark.low));
  rows
    .select("circle")
    .attr("cx", (mark) => x(mark.value))
    .style("fill", (mark) => (mark.mark.filled ? mark.mark.colour : "var(--card)"))
    .style("stroke", (mark) => mark.mark.colour);

  root
    .selectAll<SVGGElement, null>("g.axis")
    .data([null])
    .join("g")
    .attr("class", "axis")
    .attr("transform", `translate(0,${height - BOTTOM + 4})`)
    .call(
      axisBottom(x)
        .ticks(Math.max(2, Math.min(6, Math.floor((right - left) / 60))))
        .tickFormat((value) => short(Number(value)))
        .tickSize(4)
        .tickPadding(4),
    );
  root
    .selectAll<SVGTextElement, string>("text.axis-title")
    .data([axisTitle])
    .join("text")
    .attr("class", "axis-title")
    .attr("x", size === "wide" ? (left + right) / 2 : box.width / 2)
    .attr("y", height - 4)
    .attr("text-anchor", "middle")
    .text((d) => d);
}
