import type { ScaleLinear, Selection } from "d3";
import type { EpisodeHeader } from "../../experiments/wire.js";
import { scoredDays } from "../episode.js";
import { fitText } from "./fitted.js";

interface Band {
  readonly kind: "campaign" | "tail";
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Campaigns, and the days after the horizon, as pale bands through all charts, named at their top where there is room. */
export function drawCampaignBands(
  root: Selection<SVGSVGElement, unknown, null, undefined>,
  header: EpisodeHeader,
  box: {
    readonly x: ScaleLinear<number, number>;
    readonly top: number;
    readonly bottom: number;
    readonly named: boolean;
  },
): void {
  const bands: Band[] = header.campaigns
    .filter((campaign) => campaign.firstDay < scoredDays(header))
    .map(({ name, firstDay, lastDay }) => ({
      kind: "campaign",
      name,
      from: firstDay,
      to: Math.min(lastDay + 1, scoredDays(header)),
    }));
  if (header.tailDays > 0) {
    bands.push({ kind: "tail", name: "tail, promotions off", from: header.horizonDays, to: scoredDays(header) });
  }
  const { x, top, bottom } = box;
  root
    .selectAll<SVGRectElement, Band>("rect.band")
    .data(bands)
    .join((enter) => {
      const rect = enter.insert("rect", ":first-child").attr("class", "band");
      rect.append("title");
      return rect;
    })
    .attr("x", (band) => x(band.from))
    .attr("width", (band) => x(band.to) - x(band.from))
    .attr("y", top)
    .attr("height", bottom - top)
    .style("fill", (band) => (band.kind === "tail" ? "var(--tail)" : "var(--band)"))
    .select("title")
    .text((band) => band.name);
  const room = (band: Band) => x(band.to) - x(band.from) + (band.kind === "campaign" ? 24 : -8);
  root
    .selectAll<SVGTextElement, Band>("text.band-name")
    .data(box.named ? bands.filter((band) => room(band) >= 60) : [])
    .join("text")
    .attr("class", "band-name")
    .attr("text-anchor", "middle")
    .attr("x", (band) => (x(band.from) + x(band.to)) / 2)
    .attr("y", top - 5)
    .each(function fit(band) {
      fitText(this, band.name, room(band));
    });
}
