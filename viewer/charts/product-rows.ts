import { area, curveStepAfter, type ScaleLinear, select } from "d3";
import { productColour } from "../colours.js";

export interface ProductRows {
  readonly key: string;
  /** with its unit and the scale all rows share */
  readonly title: string;
  /** a row a product, in this order */
  readonly rows: readonly ProductRow[];
  /** value at full height of a row */
  readonly high: number;
  /** up: the more the higher, from the row's foot; down: hanging from its top */
  readonly grows: "up" | "down";
  readonly rowHeight: number;
}

export interface ProductRow {
  /** index in the episode's header */
  readonly product: number;
  readonly name: string;
  /** by day; undefined where a day was lost */
  readonly values: readonly (number | undefined)[];
  /** what is written at the row's end for a day */
  readonly label: (day: number) => string;
}

const GAP = 3;
type Point = readonly [day: number, value: number | undefined];

/** A thin row a product, all on one scale, as steps: a day is a step. The `g` is the panel's own. */
export function drawProductRows(
  group: SVGGElement,
  { rows, high, grows, rowHeight }: ProductRows,
  { x }: { readonly x: ScaleLinear<number, number> },
): void {
  const tall = rowHeight - GAP;
  const [from, to] = x.range();
  const foot = grows === "up" ? tall : 0;
  const y = (value: number) => (grows === "up" ? tall - (value / high) * tall : (value / high) * tall);
  const shape = area<Point>()
    .defined(([, value]) => value !== undefined)
    .x(([day]) => x(day))
    .y0(foot)
    .y1(([, value]) => y(value ?? 0))
    .curve(curveStepAfter);
  const closed = (values: ProductRow["values"]): Point[] => {
    const points: Point[] = values.map((value, day) => [day, value]);
    const last = values[values.length - 1];
    return last === undefined ? points : [...points, [values.length, last]];
  };
  const groups = select(group)
    .selectAll<SVGGElement, ProductRow>("g.product")
    .data(rows, (row) => row.product)
    .join((enter) => {
      const group = enter.append("g").attr("class", "product");
      group.append("line").attr("class", "foot");
      group.append("path");
      return group;
    })
    .attr("transform", (_, i) => `translate(0,${i * rowHeight})`);
  groups.select("line.foot").attr("x1", from).attr("x2", to).attr("y1", foot).attr("y2", foot);
  groups
    .select("path")
    .attr("d", (row) => shape(closed(row.values)))
    .style("fill", (row) => productColour(row.product));
}
