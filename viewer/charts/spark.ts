import { area, curveStepAfter, max, select } from "d3";

/**
 * A word-sized picture of the last days: bars from zero, the last one strong. Its exact numbers stand in the table of the
 * time charts.
 *
 * @param values  by day, oldest first; NaN where a day was lost
 * @param high    value at full height: fixed over an episode
 */
export function drawSpark(
  svg: SVGSVGElement,
  values: readonly number[],
  box: { readonly width: number; readonly height: number; readonly colour: string; readonly high: number },
): void {
  const step = box.width / values.length;
  const top = Math.max(1, box.high, max(values.filter(Number.isFinite)) ?? 0);
  const y = (value: number) => box.height - (value / top) * (box.height - 1);
  const shape = area<number>()
    .defined(Number.isFinite)
    .x((_, i) => i * step)
    .y0(box.height)
    .y1(y)
    .curve(curveStepAfter);
  const root = select(svg).attr("width", box.width).attr("height", box.height);
  root
    .selectAll("path")
    .data([values])
    .join("path")
    .attr("d", shape)
    .style("fill", box.colour)
    .style("fill-opacity", 0.4);
  const last = values[values.length - 1];
  root
    .selectAll("rect")
    .data(Number.isFinite(last) ? [last] : [])
    .join("rect")
    .attr("x", box.width - step)
    .attr("width", step)
    .attr("y", y)
    .attr("height", (value) => box.height - y(value))
    .style("fill", box.colour);
}
