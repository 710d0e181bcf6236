import { select } from "d3";

/**
 * What is on the shelf as a solid bar, and behind it what is ordered, pale.
 *
 * @param high  units at full width: one scale for all products of an episode
 */
export function drawStockBar(
  svg: SVGSVGElement,
  { stock, onOrder, high }: { readonly stock: number; readonly onOrder: number; readonly high: number },
  box: { readonly width: number; readonly height: number; readonly colour: string },
): void {
  const scale = box.width / Math.max(1, high);
  const root = select(svg).attr("width", box.width).attr("height", box.height);
  const parts = [
    { kind: "ground", from: 0, units: high, opacity: 1, fill: "var(--control)" },
    { kind: "ordered", from: stock, units: onOrder, opacity: 0.35, fill: box.colour },
    { kind: "shelf", from: 0, units: stock, opacity: 1, fill: box.colour },
  ];
  root
    .selectAll("rect")
    .data(parts)
    .join("rect")
    .attr("class", (part) => part.kind)
    .attr("x", (part) => part.from * scale)
    .attr("width", (part) => Math.min(part.units * scale, box.width - part.from * scale))
    .attr("height", box.height)
    .attr("rx", 2)
    .style("fill", (part) => part.fill)
    .style("fill-opacity", (part) => part.opacity);
}
