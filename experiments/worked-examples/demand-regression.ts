import { leastSquaresLearner } from "../../agents/models/uplift/learner.js";
import type { WorkedExample } from "./worked-example.js";

const COEFFICIENTS = Float64Array.of(50, -10, 20, -5);
const ARTICLE = -950;

/** What a linear model of demand says at a price of 100, under promotion, with a rival at 200. */
export async function demandRegression(): Promise<WorkedExample> {
  const model = leastSquaresLearner().load({
    names: ["price", "promotion", "rival's price"],
    coefficients: COEFFICIENTS,
    standardErrors: new Float64Array(4),
  });
  const out = new Float64Array(2);
  model.predict(Float64Array.of(100, 1, 200, 100, 0, 0), 2, out);
  return {
    name: "demand regression",
    problem:
      "demand = 50 - 10 price + 20 promotion - 5 rival's price, at a price of 100, a promotion, and a rival at 200",
    figures: [
      { name: "demand", ours: out[0], article: ARTICLE },
      { name: "its first two terms alone, 50 - 10 x 100", ours: out[1], article: null },
    ],
    remark:
      "The article's -950 is what the first two terms come to: 20 and -1,000 are left out. Either is below 0, as no demand is: a line " +
      "holds only near the prices it was fitted to. Nor would a dearer rival cost a shop demand.",
  };
}
