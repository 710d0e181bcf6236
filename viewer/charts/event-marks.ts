import { group, select } from "d3";
import type { EpisodeHeader } from "../../experiments/wire.js";
import { productColour } from "../colours.js";
import type { EpisodeEvent } from "../episode.js";
import { drawCampaignBands } from "./campaign-bands.js";
import { timeScale } from "./time-scale.js";

const PROMOTIONS = { top: 1, height: 11 };
const STOCK_OUTS = 18;

/** Under the scrubber: campaigns as bands, offers that began as ticks in their product's colour, sold-out days as crosses. */
export function drawEventMarks(
  svg: SVGSVGElement,
  { header, events }: { readonly header: EpisodeHeader; readonly events: readonly EpisodeEvent[] },
  box: { readonly width: number; readonly height: number },
): void {
  const x = timeScale(header, box.width);
  const root = select<SVGSVGElement, unknown>(svg).attr("width", box.width).attr("height", box.height);
  drawCampaignBands(root, header, { x, top: 0, bottom: box.height, named: false });
  const middle = (event: EpisodeEvent) => x(event.day + 0.5);
  const key = (event: EpisodeEvent) => `${event.day}/${event.product}`;
  root
    .selectAll<SVGLineElement, Shared>("line.offer")
    .data(sharingDays(events.filter((event) => event.kind === "promotion")), ({ event }) => key(event))
    .join((enter) => {
      const line = enter.append("line").attr("class", "offer");
      line.append("title");
      return line;
    })
    .attr("x1", ({ event }) => middle(event))
    .attr("x2", ({ event }) => middle(event))
    .attr("y1", ({ from }) => PROMOTIONS.top + from * PROMOTIONS.height)
    .attr("y2", ({ to }) => PROMOTIONS.top + to * PROMOTIONS.height)
    .style("stroke", ({ event }) => productColour(event.product))
    .select("title")
    .text(({ event }) => `day ${event.day}: ${event.text}`);
  root
    .selectAll<SVGPathElement, EpisodeEvent>("path.sold-out")
    .data(
      events.filter((event) => event.kind === "stock-out"),
      key,
    )
    .join((enter) => {
      const path = enter.append("path").attr("class", "sold-out").attr("d", "M-2.5,-2.5L2.5,2.5M-2.5,2.5L2.5,-2.5");
      path.append("title");
      return path;
    })
    .attr("transform", (event) => `translate(${middle(event)},${STOCK_OUTS})`)
    .style("stroke", (event) => productColour(event.product))
    .select("title")
    .text((event) => `day ${event.day}: ${event.text}`);
}

/** An event with its part of the height, 0 to 1: those of one day share it. */
interface Shared {
  readonly event: EpisodeEvent;
  readonly from: number;
  readonly to: number;
}

function sharingDays(events: readonly EpisodeEvent[]): Shared[] {
  return [...group(events, (event) => event.day).values()].flatMap((today) =>
    today.map((event, i) => ({ event, from: i / today.length, to: (i + 1) / today.length })),
  );
}
