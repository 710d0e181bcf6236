import type { LinearProgram } from "../../envs/types.js";
import { loadSolver } from "../portable/lp.js";
import type { WorkedExample } from "./worked-example.js";

const ARTICLE = [150, 250] as const;

/** Maximise 100 x1 + 200 x2 with 50 <= x1 <= 200, 100 <= x2 <= 300 and a capacity for both. */
export async function linearProgram(): Promise<WorkedExample> {
  const solver = await loadSolver();
  const tight = solver.solve(programOf(100));
  const loose = solver.solve(programOf(300));
  const [x1, x2] = ARTICLE;
  return {
    name: "linear program",
    problem:
      "maximise 100 x1 + 200 x2 with x1 from 50 to 200 and x2 from 100 to 300. Two readings of the capacity: " +
      "x1 + x2 at most 100, as it stands, and at most 300",
    figures: [
      { name: "x1 + x2 <= 100", ours: tight.status, article: null },
      { name: "x1 + x2 <= 300: x1", ours: loose.values[0], article: x1 },
      { name: "x1 + x2 <= 300: x2", ours: loose.values[1], article: x2 },
      { name: "objective", ours: loose.objective, article: null },
      { name: "worth of one more unit of capacity", ours: loose.shadowPrices[0], article: null },
    ],
    remark:
      `The article's ${x1} and ${x2} satisfy no reading: together they are ${x1 + x2}. With a capacity of 100 nothing does, ` +
      "as the least amounts are 150 together; with 300 the best is 50 and 250, a unit of x2 being worth more.",
  };
}

function programOf(capacity: number): LinearProgram {
  return {
    sense: "maximise",
    variables: [
      { name: "x1", objective: 100, low: 50, high: 200 },
      { name: "x2", objective: 200, low: 100, high: 300 },
    ],
    constraints: [
      {
        name: "capacity",
        terms: [
          [0, 1],
          [1, 1],
        ],
        high: capacity,
      },
    ],
  };
}
