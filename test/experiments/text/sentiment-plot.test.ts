import { expect, test } from "vitest";
import type { Comparison } from "../../../experiments/recommend/compare.js";
import { comparisonPlot } from "../../../experiments/recommend/comparison-plot.js";
import { readTexts, summaryOf } from "../../../experiments/text/read-texts.js";
import { sentimentPlot } from "../../../experiments/text/sentiment-plot.js";

test("shares of texts become bars in per cent, whiskers around them, the commonest subject named", () => {
  const texts = ["The parcel arrived three days late.", "Delivery was late again.", "Great quality, I love it!"];
  const summary = summaryOf(readTexts(texts, "en"), Int32Array.of(0, 1, 2));
  const { lead, charts } = sentimentPlot(summary, "Texts");
  expect(lead).toBe("3 texts; the largest part of them about delivery");
  const [sentiment, about] = charts.map((chart) => ("rows" in chart ? chart.rows : []));
  expect(sentiment.map(({ name }) => name)).toEqual(["happy", "neither", "unhappy"]);
  expect(sentiment.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(100, 9);
  for (const { value, low, high } of [...sentiment, ...about]) {
    expect(low).toBeLessThan(value + 1e-9);
    expect(high).toBeGreaterThan(value - 1e-9);
  }
});

test("a comparison draws only what was measured: hit rates of purchases, errors of ratings", () => {
  const estimate = (value: number) => ({ value, ci: [value - 0.1, value + 0.1] as [number, number] });
  const comparison = {
    users: 30,
    items: 9,
    pairs: 80,
    tested: 30,
    heldOut: "last",
    top: 5,
    models: [{ model: "popularity", ranking: { hitRate: estimate(0.4), ndcg: estimate(0.3), coverage: 0.5 } }],
  } as const satisfies Comparison;
  const { charts, lead } = comparisonPlot(comparison, "Models");
  expect(lead).toBe("1 model, 30 held-out pairs of 30 users");
  expect(charts.map(({ heading }) => heading)).toEqual(["found", "gain"]);
  expect(charts[0]).toMatchObject({ rows: [{ name: "popularity", value: 0.4, low: 0.30000000000000004, high: 0.5 }] });
});
