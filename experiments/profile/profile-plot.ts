import type { Plot, Series } from "../portable/plot.js";
import type { ProfileReport } from "./profile-report.js";

/** Shoppers drawn at the most, the first of the log: more would lie on each other. */
const POINTS = 2000;

/** Segments and what is expected of them as a page of charts. */
export function profilePlot(report: ProfileReport, title: string): Plot {
  const { segments, model } = report;
  const { spending, purchasing, segments: clusters } = model.parts;
  const rows = (figure: (row: ProfileReport["segments"][number]) => number | null) =>
    segments.flatMap((row) => {
      const value = figure(row);
      return value === null ? [] : [{ name: `segment ${row.segment}`, value, colour: row.segment - 1 }];
    });
  const drawn = Array.from({ length: Math.min(POINTS, spending.shopper.length) }, (_, i) => i);
  const points = (y: (i: number) => number): Series[] =>
    segments.map(({ segment }) => {
      const members = drawn.filter((i) => clusters.segment[i] === segment - 1);
      return {
        name: `segment ${segment}`,
        draw: "points",
        colour: segment - 1,
        x: members.map((i) => spending.recency[i]),
        y: members.map(y),
      };
    });
  return {
    title,
    lead: `${spending.shopper.length.toLocaleString("en-US")} shoppers in ${segments.length} segments by recency, frequency and value`,
    charts: [
      { kind: "bars", heading: "Shoppers", x: { title: "shoppers" }, rows: rows(({ shoppers }) => shoppers) },
      {
        kind: "bars",
        heading: "What they paid",
        x: { title: "share of all money" },
        rows: rows(({ valueShare }) => valueShare),
      },
      ...(purchasing
        ? ([
            {
              kind: "bars",
              heading: `Purchases to expect in ${model.aheadDays} days`,
              x: { title: "days with a purchase, a shopper" },
              caption: "BG/NBD",
              rows: rows(({ expectedPurchases }) => expectedPurchases),
            },
            {
              kind: "lines",
              heading: "Who is still a customer",
              x: { title: "days since the last purchase" },
              y: { title: "chance" },
              caption: `BG/NBD; ${drawn.length.toLocaleString("en-US")} shoppers`,
              series: points((i) => model.predictProfile(spending.shopper[i]).alive!),
            },
          ] as const)
        : []),
      {
        kind: "lines",
        heading: "Recency and frequency",
        x: { title: "days since the last purchase" },
        y: { title: "days with a purchase" },
        series: points((i) => spending.frequency[i]),
      },
    ],
  };
}
