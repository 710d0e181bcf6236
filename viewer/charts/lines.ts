import {
  area,
  axisBottom,
  axisLeft,
  bisector,
  extent,
  line,
  type ScaleLinear,
  type ScaleTime,
  scaleLinear,
  scaleUtc,
  select,
} from "d3";
import type { LinesChart, Series } from "../../experiments/portable/plot.js";
import { categoryColour } from "../colours.js";
import { dayOf, rounded, short } from "../format.js";
import { fitText } from "./fitted.js";

const HEIGHT = 300;
const TOP = 44;
const BOTTOM = 44;
const LEFT = 52;
/** between names at the lines' ends */
const NAME_STEP = 16;

export const linesHeight = () => HEIGHT;

/** A value of a series with the bounds of its ribbons, [low, high] each. */
interface Point {
  readonly x: number;
  readonly y: number | null;
  readonly bounds: readonly (readonly [low: number | null, high: number | null])[];
}

interface Drawn {
  readonly series: Series;
  readonly colour: string;
  readonly points: readonly Point[];
}

/** Lines or points with their intervals as ribbons, each named at its right end. */
export function drawLines(svg: SVGSVGElement, chart: LinesChart, box: { readonly width: number }): void {
  const drawn = pointsOf(chart);
  const { x, y, across, right } = scales(chart, drawn, box.width);
  const root = select(svg).attr("width", box.width).attr("height", HEIGHT);
  text(root, "panel-title", [chart.y.title], 0, 12);
  text(root, "axis-title", [chart.x.title], (x.range()[0] + x.range()[1]) / 2, HEIGHT - 6).attr(
    "text-anchor",
    "middle",
  );
  root
    .selectAll<SVGGElement, null>("g.values")
    .data([null])
    .join("g")
    .attr("class", "axis quiet values")
    .attr("transform", `translate(${LEFT},0)`)
    .call(
      axisLeft(y)
        .ticks(5)
        .tickFormat((value) => short(Number(value)))
        .tickSize(LEFT - box.width + right)
        .tickPadding(6),
    );
  const ticks = Math.max(2, Math.floor((box.width - LEFT - right) / (chart.x.scale === "date" ? 110 : 80)));
  const below = root
    .selectAll<SVGGElement, null>("g.across")
    .data([null])
    .join("g")
    .attr("class", "axis across")
    .attr("transform", `translate(0,${HEIGHT - BOTTOM})`);
  if (chart.x.scale === "date")
    below.call(
      axisBottom(x as ScaleTime<number, number>)
        .ticks(ticks)
        .tickSize(4)
        .tickPadding(4),
    );
  else
    below.call(
      axisBottom(x as ScaleLinear<number, number>)
        .ticks(ticks)
        .tickFormat((value) => short(Number(value)))
        .tickSize(4)
        .tickPadding(4),
    );

  const rules = root
    .selectAll<SVGGElement, { x: number; label: string }>("g.rule")
    .data(chart.rules ?? [])
    .join((enter) => {
      const group = enter.append("g").attr("class", "rule");
      group.append("line");
      group
        .append("text")
        .attr("y", TOP - 6)
        .attr("text-anchor", "end");
      return group;
    })
    .attr("transform", (rule) => `translate(${across(rule.x)},0)`);
  rules
    .select("line")
    .attr("y1", TOP - 4)
    .attr("y2", HEIGHT - BOTTOM);
  rules.select("text").text((rule) => rule.label);

  root
    .selectAll<SVGGElement, Drawn>("g.series")
    .data(drawn)
    .join("g")
    .attr("class", "series")
    .each(function draw({ series, colour, points }) {
      const group = select(this);
      const ribbons = series.ribbons ?? [];
      group
        .selectAll("path.ribbon")
        .data(ribbons)
        .join("path")
        .attr("class", "ribbon")
        .style("fill", colour)
        .attr("d", (_, r) =>
          area<Point>()
            .defined(({ bounds }) => bounds[r][0] !== null && bounds[r][1] !== null)
            .x((point) => across(point.x))
            .y0(({ bounds }) => y(bounds[r][0] ?? 0))
            .y1(({ bounds }) => y(bounds[r][1] ?? 0))(points),
        )
        .selectAll("title")
        .data((ribbon) => [`${series.name}, ${ribbon.name}`])
        .join("title")
        .text(String);
      group
        .selectAll("path.line")
        .data(series.draw === "points" ? [] : [points])
        .join("path")
        .attr("class", "line")
        .style("stroke", colour)
        .attr(
          "d",
          line<Point>()
            .defined((point) => point.y !== null)
            .x((point) => across(point.x))
            .y((point) => y(point.y ?? 0)),
        );
      // a value with no neighbour is no line either: it gets its point
      const alone = (_: Point, i: number) => points[i - 1]?.y == null && points[i + 1]?.y == null;
      group
        .selectAll("circle")
        .data(points.filter((point, i) => point.y !== null && (series.draw === "points" || alone(point, i))))
        .join("circle")
        .attr("r", 3)
        .attr("cx", (point) => across(point.x))
        .attr("cy", (point) => y(point.y ?? 0))
        .style("fill", colour);
    });
  drawNames(root.node() as SVGSVGElement, drawn, { y, left: box.width - right, width: right });
}

/** The series' names at their last values, kept apart from each other. */
function drawNames(
  svg: SVGSVGElement,
  drawn: readonly Drawn[],
  { y, left, width }: { y: ScaleLinear<number, number>; left: number; width: number },
): void {
  const names = drawn
    .map(({ series, colour, points }) => {
      const last = points.findLast((point) => point.y !== null);
      return { name: series.name, colour, at: y(last?.y ?? y.domain()[0]) };
    })
    .sort((a, b) => a.at - b.at);
  names.forEach((one, i) => {
    one.at = Math.max(one.at, i === 0 ? TOP : names[i - 1].at + NAME_STEP);
  });
  for (let i = names.length - 1, lowest = HEIGHT - BOTTOM; i >= 0; i--, lowest -= NAME_STEP)
    names[i].at = Math.min(names[i].at, lowest);
  const groups = select(svg)
    .selectAll<SVGGElement, (typeof names)[number]>("g.reading")
    .data(names, (one) => one.name)
    .join((enter) => {
      const group = enter.append("g").attr("class", "reading");
      group.append("circle").attr("r", 3.5).attr("cx", 10);
      group.append("text").attr("x", 18).attr("y", 4);
      return group;
    })
    .attr("transform", (one) => `translate(${left},${one.at})`);
  groups.select("circle").style("fill", (one) => one.colour);
  groups.select<SVGTextElement>("text").each(function fit(one) {
    fitText(this, one.name, width - 20);
  });
}

/** All series read at the x nearest to a pixel; null takes the reading away. */
export function drawLinesCursor(
  svg: SVGSVGElement,
  chart: LinesChart,
  pixel: number | null,
  box: { readonly width: number },
): void {
  const drawn = pointsOf(chart);
  const { x, across } = scales(chart, drawn, box.width);
  const at = pixel === null ? null : nearestX(drawn, Number(x.invert(pixel)) / (chart.x.scale === "date" ? DAY_MS : 1));
  const root = select(svg);
  root
    .selectAll("line.cursor")
    .data(at === null ? [] : [across(at)])
    .join("line")
    .attr("class", "cursor")
    .attr("x1", Number)
    .attr("x2", Number)
    .attr("y1", TOP)
    .attr("y2", HEIGHT - BOTTOM);
  root
    .selectAll<SVGTextElement, string>("text.readout")
    .data(at === null ? [] : [reading(chart, drawn, at)])
    .join("text")
    .attr("class", "readout")
    .attr("x", 0)
    .attr("y", 28)
    .each(function fit(words) {
      fitText(this, words, box.width);
    });
}

/** "12 Mar 1992: sales 128, forecast 132 (95% 110 to 160)" */
function reading(chart: LinesChart, drawn: readonly Drawn[], at: number): string {
  const values = drawn.flatMap(({ series, points }) => {
    const point = points.find(({ x }) => x === at);
    if (point?.y == null) return [];
    const [low, high] = point.bounds[0] ?? [null, null];
    const interval =
      low === null || high === null ? "" : ` (${series.ribbons?.[0].name} ${rounded(low)} to ${rounded(high)})`;
    return [`${series.name} ${rounded(point.y)}${interval}`];
  });
  return `${chart.x.scale === "date" ? dayOf(at) : rounded(at)}: ${values.join(", ")}`;
}

function nearestX(drawn: readonly Drawn[], wanted: number): number | null {
  const there = [...new Set(drawn.flatMap(({ points }) => points.flatMap(({ x, y }) => (y === null ? [] : [x]))))].sort(
    (a, b) => a - b,
  );
  return there[bisector((x: number) => x).center(there, wanted)] ?? null;
}

function pointsOf({ series }: LinesChart): Drawn[] {
  return series.map((one, place) => ({
    series: one,
    colour: categoryColour(one.colour ?? place),
    points: Array.from(one.x, (x, i) => ({
      x,
      y: one.y[i],
      bounds: (one.ribbons ?? []).map(({ low, high }) => [low[i], high[i]] as const),
    })),
  }));
}

const DAY_MS = 86_400_000;

function scales(chart: LinesChart, drawn: readonly Drawn[], width: number) {
  const right = Math.min(168, Math.round(width * 0.3));
  const points = drawn.flatMap((one) => one.points);
  const known = (value: number | null): value is number => value !== null;
  const values = points.flatMap(({ y, bounds }) => [y, ...bounds.flat()]).filter(known);
  const [lowest = 0, highest = 1] = extent([...values, ...(chart.y.fromZero === false ? [] : [0])]);
  const y = scaleLinear()
    .domain([lowest, highest > lowest ? highest : lowest + 1])
    .nice(5)
    .range([HEIGHT - BOTTOM, TOP]);
  const [first = 0, last = 1] = extent([
    ...points.map((point) => point.x),
    ...(chart.rules ?? []).map((rule) => rule.x),
  ]);
  const range = [LEFT, width - right];
  const isDate = chart.x.scale === "date";
  const x = isDate
    ? scaleUtc([first * DAY_MS, (last > first ? last : first + 1) * DAY_MS], range)
    : scaleLinear([first, last > first ? last : first + 1], range);
  return { x, y, right, across: (value: number) => x(isDate ? value * DAY_MS : value) };
}

function text(
  root: ReturnType<typeof select<SVGSVGElement, unknown>>,
  name: string,
  words: readonly string[],
  x: number,
  y: number,
) {
  return root
    .selectAll<SVGTextElement, string>(`text.${name}`)
    .data(words)
    .join("text")
    .attr("class", name)
    .attr("x", x)
    .attr("y", y)
    .text((word) => word);
}
