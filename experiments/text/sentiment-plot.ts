import type { Chart, Plot } from "../portable/plot.js";
import type { ShareOfTexts, TextSummary } from "./read-texts.js";

/** What texts feel and what they are about, as charts: shares of the texts read, with their intervals. */
export function sentimentPlot({ texts, sentiments, intents }: TextSummary, title: string): Plot {
  const chart = (heading: string, shares: readonly ShareOfTexts[]): Chart => ({
    kind: "bars",
    heading,
    caption: "95% intervals of Wilson, as if the texts were a random sample; the models' own errors come on top",
    x: { title: "texts, %" },
    rows: shares.map(({ name, share, low, high }) => ({
      name,
      value: 100 * share,
      low: 100 * low,
      high: 100 * high,
    })),
  });
  return {
    title,
    lead: `${texts.toLocaleString("en-US")} texts; the largest part of them about ${intents[0].name}`,
    charts: [chart("sentiment", sentiments), chart("about", intents)],
  };
}
