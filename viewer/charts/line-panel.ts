import { area, axisLeft, format, line, max, min, type ScaleLinear, scaleLinear, select } from "d3";

export interface LinePanel {
  readonly key: string;
  /** with its unit */
  readonly title: string;
  readonly colour: string;
  /** by day; undefined where a day was lost */
  readonly values: readonly (number | undefined)[];
  /** days the scale is not made for: there the line leaves the panel, and the title says so */
  readonly offScale?: ReadonlySet<number>;
  /** how a value is written beside the line */
  readonly label: (value: number) => string;
}

type Point = readonly [day: number, value: number | undefined];

/** One measure over the days as a line over a pale area from zero. The `g` is the panel's own. */
export function drawLinePanel(
  group: SVGGElement,
  data: LinePanel,
  { x, height }: { readonly x: ScaleLinear<number, number>; readonly height: number },
): void {
  const panel = select(group);
  const known = data.values.filter((value, day): value is number => value !== undefined && !data.offScale?.has(day));
  const y = scaleLinear()
    .domain([Math.min(0, min(known) ?? 0), Math.max(max(known) ?? 1, 1e-9)])
    .nice(3)
    .range([height, 0])
    .clamp(true);
  const points: Point[] = data.values.map((value, day) => [day + 0.5, value]);
  const there = ([, value]: Point) => value !== undefined;
  const [from, to] = x.range();
  panel
    .selectAll<SVGGElement, null>("g.axis")
    .data([null])
    .join("g")
    .attr("class", "axis quiet")
    .attr("transform", `translate(${from},0)`)
    .call(
      axisLeft(y)
        .ticks(3)
        .tickFormat(format("~s"))
        .tickSize(-(to - from))
        .tickPadding(6),
    );
  panel
    .selectAll("path.area")
    .data([points])
    .join("path")
    .attr("class", "area")
    .attr(
      "d",
      area<Point>()
        .defined(there)
        .x(([day]) => x(day))
        .y0(y(0))
        .y1(([, value]) => y(value ?? 0)),
    )
    .style("fill", data.colour);
  panel
    .selectAll("path.line")
    .data([points])
    .join("path")
    .attr("class", "line")
    .attr(
      "d",
      line<Point>()
        .defined(there)
        .x(([day]) => x(day))
        .y(([, value]) => y(value ?? 0)),
    )
    .style("stroke", data.colour);
}
