import { axisLeft, format, max, min, scaleBand, scaleLinear, select } from "d3";

export interface WaterfallStep {
  readonly label: string;
  /** with its sign in the profit, money; of the total, its value */
  readonly amount: number;
  readonly total: boolean;
  /** the exact amount */
  readonly title: string;
}

export interface WaterfallDrawing {
  readonly steps: readonly WaterfallStep[];
  /** fixed over an episode, so that days compare: highest and lowest level, money */
  readonly levels: readonly [low: number, high: number];
  readonly axisTitle: string;
  readonly label: (amount: number) => string;
}

const LEFT = 44;
const TOP = 30;
const BOTTOM = 22;
/** Steps closer than this have their texts on two lines, in turn. */
const TIGHT = 46;
const SECOND_LINE = 11;

/** From what was sold at list price, step by step, to what was left: the day's profit. */
export function drawWaterfall(
  svg: SVGSVGElement,
  { steps, levels, axisTitle, label }: WaterfallDrawing,
  box: { readonly width: number; readonly height: number },
): void {
  const spans: { step: WaterfallStep; from: number; to: number }[] = [];
  let level = 0;
  for (const step of steps) {
    const from = step.total ? 0 : level;
    level = from + step.amount;
    spans.push({ step, from, to: level });
  }
  const x = scaleBand()
    .domain(steps.map((step) => step.label))
    .range([LEFT, box.width])
    .padding(0.24);
  const secondLine = (i: number) => (x.step() < TIGHT && i % 2 === 1 ? SECOND_LINE : 0);
  const bottom = BOTTOM + (x.step() < TIGHT ? SECOND_LINE : 0);
  const y = scaleLinear()
    .domain([
      Math.min(0, levels[0], min(spans, (s) => s.to) ?? 0),
      Math.max(levels[1], max(spans, (s) => s.to) ?? 0, 1),
    ])
    .nice(4)
    .range([box.height - bottom, TOP]);
  const root = select(svg).attr("width", box.width).attr("height", box.height);
  root
    .selectAll<SVGGElement, null>("g.axis")
    .data([null])
    .join("g")
    .attr("class", "axis quiet")
    .attr("transform", `translate(${LEFT},0)`)
    .call(
      axisLeft(y)
        .ticks(4)
        .tickFormat(format("~s"))
        .tickSize(-(box.width - LEFT))
        .tickPadding(6),
    );
  root
    .selectAll<SVGTextElement, string>("text.axis-title")
    .data([axisTitle])
    .join("text")
    .attr("class", "axis-title")
    .attr("x", 0)
    .attr("y", 12)
    .text((d) => d);
  const bars = root
    .selectAll<SVGGElement, (typeof spans)[number]>("g.step")
    .data(spans, (span) => span.step.label)
    .join((enter) => {
      const group = enter.append("g").attr("class", "step");
      group.append("title");
      group.append("line").attr("class", "link");
      group.append("rect");
      group.append("text").attr("class", "amount").attr("text-anchor", "middle");
      group.append("text").attr("class", "name").attr("text-anchor", "middle");
      return group;
    });
  const left = (span: (typeof spans)[number]) => x(span.step.label) ?? 0;
  const centre = (span: (typeof spans)[number]) => left(span) + x.bandwidth() / 2;
  bars.select("title").text((span) => span.step.title);
  bars
    .select("rect")
    .attr("x", left)
    .attr("width", x.bandwidth())
    .attr("y", (span) => Math.min(y(span.from), y(span.to)))
    .attr("height", (span) => Math.max(1, Math.abs(y(span.to) - y(span.from))))
    .attr("class", (span) => (span.step.total ? "total" : span.step.amount < 0 ? "out" : "in"));
  bars
    .select("line.link")
    .attr("x1", left)
    .attr("x2", (span, i) => (i < spans.length - 1 ? left(spans[i + 1]) + x.bandwidth() : left(span) + x.bandwidth()))
    .attr("y1", (span) => y(span.to))
    .attr("y2", (span) => y(span.to));
  bars
    .select("text.amount")
    .attr("x", centre)
    .attr("y", (span, i) => Math.min(y(span.from), y(span.to)) - 4 - secondLine(i))
    .text((span) => label(span.step.amount));
  bars
    .select("text.name")
    .attr("x", centre)
    .attr("y", (_span, i) => box.height - 6 - secondLine(i))
    .text((span) => span.step.label);
}
