import { expect, test } from "vitest";
import { episodesOfJobs } from "../../../experiments/tune/cost.js";
import type { Job, Outcome } from "../../../experiments/tune/job.js";
import { nextJobs } from "../../../experiments/tune/search.js";
import type { Method, ResolvedTuning } from "../../../experiments/tune/tuning.js";

const tuning = (method: Method, changes: Partial<ResolvedTuning> = {}): ResolvedTuning => ({
  name: "search",
  description: "",
  agent: { label: "q", agent: "q", env: "CliffWalking-v1", params: {}, envOptions: {} },
  learns: true,
  baseline: null,
  scenarios: [],
  space: [
    { name: "rate", kind: "range", low: 0.01, high: 1, scale: "log", whole: false },
    { name: "steps", kind: "range", low: 1, high: 3, scale: "linear", whole: true },
    { name: "kind", kind: "choice", values: ["a", "b"] },
  ],
  method,
  trials: 30,
  batch: 4,
  budget: {},
  seeds: { tuning: ["tune-1", "tune-2"], reporting: ["1"] },
  training: { episodes: 9 },
  evaluation: { episodes: 1 },
  seed: "1",
  ...changes,
});
const METHODS: Method[] = [
  { use: "grid", points: 5 },
  { use: "random" },
  { use: "lhs" },
  { use: "halving", eta: 3, from: 1 },
  { use: "asha", eta: 3, from: 1 },
  { use: "tpe", startup: 6, good: 0.15, candidates: 8 },
];

/** A search to its end on a known function, and its lots. */
function searched(of: ResolvedTuning): { done: Outcome[]; lots: number } {
  const done: Outcome[] = [];
  for (let lots = 0; ; lots++) {
    const jobs = nextJobs(of, done);
    if (jobs.length === 0) return { done, lots };
    for (const job of jobs) done.push({ ...job, scores: [-Math.abs((job.drawn.rate as number) - 0.3)], run: "r" });
  }
}

test("a grid is tried whole: 5 rates x 3 steps x 2 kinds", () => {
  const { done, lots } = searched(tuning(METHODS[0]));
  expect(new Set(done.map(({ drawn }) => JSON.stringify(drawn))).size).toBe(30);
  expect([done.length, lots]).toEqual([30, 1]);
});

test("no method goes beyond a budget of episodes, and each ends", () => {
  for (const method of METHODS)
    for (const episodes of [20, 99, 250, 401]) {
      const of = tuning(method, { budget: { episodes } });
      const spent = episodesOfJobs(of, searched(of).done).reduce((sum, cost) => sum + cost, 0);
      expect(spent, `${method.use} within ${episodes}`).toBeLessThanOrEqual(episodes);
      // a trial trained in one go costs 20, and 30 of them more than any of these budgets
      if (method.use !== "halving" && method.use !== "asha") expect(spent, method.use).toBeGreaterThan(episodes - 20);
    }
});

test("asha ends with every promotion made: 30 trials of 4 episodes, 10 that go on for 6, 3 for 14", () => {
  const of = tuning(METHODS[4]);
  expect(episodesOfJobs(of, searched(of).done).reduce((sum, cost) => sum + cost, 0)).toBe(30 * 4 + 10 * 6 + 3 * 14);
});

test("a longer search begins with the trials of a shorter one, where trials do not depend on their number", () => {
  for (const method of [METHODS[1], METHODS[4], METHODS[5]]) {
    const drawn = (trials: number) => {
      const first = new Map(
        searched(tuning(method, { trials })).done.map((job): [number, Job["drawn"]] => [job.trial, job.drawn]),
      );
      return [...first.entries()].slice(0, 12);
    };
    expect(drawn(30), method.use).toEqual(drawn(14));
  }
});

test("another seed searches elsewhere", () => {
  for (const method of METHODS.slice(1)) {
    const first = (seed: string) => searched(tuning(method, { seed })).done[0].drawn.rate;
    expect(first("1"), method.use).not.toBe(first("2"));
  }
});

test("time as the budget takes lots of `batch` trials", () => {
  expect(nextJobs(tuning({ use: "random" }, { trials: null, budget: { seconds: 60 } }), [])).toHaveLength(4);
});
