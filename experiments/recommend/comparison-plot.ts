import type { Plot, RowsChart } from "../portable/plot.js";
import type { Comparison } from "./compare.js";
import type { Estimate } from "./evaluate.js";

/** How often each model finds what was held out, or how far its ratings are off, as charts with 95% intervals. */
export function comparisonPlot({ models, users, tested, top }: Comparison, title: string): Plot {
  const dots = (
    heading: string,
    unit: string,
    caption: string,
    of: (model: Comparison["models"][number]) => Estimate | undefined,
  ): RowsChart[] => {
    const rows = models.flatMap((score) => {
      const estimate = of(score);
      if (estimate === undefined) return [];
      const [low, high] = estimate.ci;
      return [{ name: score.model, value: estimate.value, low, high }];
    });
    return rows.length > 0 ? [{ kind: "dots", heading, caption, x: { title: unit }, rows }] : [];
  };
  return {
    title,
    lead: `${models.length} model${models.length === 1 ? "" : "s"}, ${tested.toLocaleString("en-US")} held-out pairs of ${users.toLocaleString("en-US")} users`,
    charts: [
      ...dots(
        "found",
        `held-out items among the first ${top}, share`,
        "95% intervals of Wilson",
        (m) => m.ranking?.hitRate,
      ),
      ...dots("gain", "NDCG", "95% intervals of Student over users", (m) => m.ranking?.ndcg),
      ...dots("error of ratings", "RMSE, ratings", "95% bootstrap over users", (m) => m.ratings?.rmse),
    ],
  };
}
