import { select } from "d3";
import type { TreeChart, TreeNodeRow } from "../../experiments/portable/plot.js";
import { categoryColour } from "../colours.js";
import { percent } from "../format.js";
import { fitText } from "./fitted.js";

const WIDE = 480;
const ROW = { wide: 28, narrow: 44 };
const TOP = 4;
const BOTTOM = 24;
const INDENT = { wide: 28, narrow: 16 };
/** the bar at the right whose full length is all cases */
const BAR = { wide: 96, narrow: 72 };
const FIGURES = 128;

const sizeOf = (width: number) => (width >= WIDE ? "wide" : "narrow");

export function treeHeight(nodes: number, width: number): number {
  return TOP + nodes * ROW[sizeOf(width)] + BOTTOM;
}

/**
 * Questions and choices one under the other, each indented below the question it hangs on, with a bar for the part of all cases that
 * come to it; on narrow drawings the bar stands below the words.
 */
export function drawTree(svg: SVGSVGElement, { nodes }: TreeChart, box: { readonly width: number }): void {
  const size = sizeOf(box.width);
  const row = ROW[size];
  const indent = INDENT[size];
  const leftOf = ({ depth }: TreeNodeRow) => depth * indent;
  const barLeft = (node: TreeNodeRow) => (size === "wide" ? box.width - FIGURES - BAR.wide : leftOf(node) + 12);
  const words = (node: TreeNodeRow) => (size === "wide" ? barLeft(node) - 12 : box.width) - leftOf(node) - 14;
  const root = select(svg).attr("width", box.width).attr("height", treeHeight(nodes.length, box.width));

  root
    .selectAll<SVGPathElement, TreeNodeRow>("path.branch")
    .data(nodes.slice(1))
    .join("path")
    .attr("class", "branch")
    .attr("d", (node, i) => {
      const at = i + 1;
      let parent = at - 1;
      while (nodes[parent].depth >= node.depth) parent -= 1;
      const x = leftOf(nodes[parent]) + 5;
      return `M${x},${TOP + parent * row + 20}V${TOP + at * row + 11}H${leftOf(node) + 3}`;
    });
  const rows = root
    .selectAll<SVGGElement, TreeNodeRow>("g.node")
    .data(nodes)
    .join((enter) => {
      const group = enter.append("g");
      group.append("title");
      group.append("circle").attr("r", 5).attr("cy", 11);
      group.append("text").attr("class", "words").attr("y", 15);
      group.append("rect").attr("class", "ground");
      group.append("rect").attr("class", "share");
      group.append("text").attr("class", "figures");
      return group;
    })
    .attr("class", (node) => `node ${node.leaf ? "leaf" : "question"}`)
    .attr("transform", (_, i) => `translate(0,${TOP + i * row})`);
  rows.select("title").text((node) => `${wordsOf(node)}: ${figuresOf(node)}`);
  rows
    .select("circle")
    .attr("cx", (node) => leftOf(node) + 5)
    .style("fill", (node) => (node.leaf ? categoryColour(node.colour ?? 0) : "var(--card)"));
  rows
    .select<SVGTextElement>("text.words")
    .attr("x", (node) => leftOf(node) + 16)
    .each(function fit(node) {
      fitText(this, wordsOf(node), words(node));
    });
  const barTop = size === "wide" ? 6 : 22;
  rows.select("rect.ground").attr("x", barLeft).attr("y", barTop).attr("width", BAR[size]).attr("height", 10);
  rows
    .select("rect.share")
    .attr("x", barLeft)
    .attr("y", barTop)
    .attr("width", (node) => BAR[size] * node.share)
    .attr("height", 10)
    .style("fill", (node) => (node.leaf ? categoryColour(node.colour ?? 0) : "var(--line-strong)"));
  rows
    .select("text.figures")
    .attr("x", (node) => barLeft(node) + BAR[size] + 8)
    .attr("y", barTop + 9)
    .text(figuresOf);
  root
    .selectAll<SVGTextElement, string>("text.axis-title")
    .data(["bars: % of all choices"])
    .join("text")
    .attr("class", "axis-title")
    .attr("text-anchor", "end")
    .attr("x", box.width)
    .attr("y", treeHeight(nodes.length, box.width) - 6)
    .each(function fit(text) {
      fitText(this, text, box.width);
    });
}

function wordsOf({ answer, text, leaf }: TreeNodeRow): string {
  const after = answer === "" ? "" : `${answer}: `;
  return leaf ? `${after}${text}` : `${after}${text}?`;
}

const figuresOf = ({ share, right }: TreeNodeRow) =>
  right === undefined ? percent(share) : `${percent(share)}, ${percent(right)} right`;
