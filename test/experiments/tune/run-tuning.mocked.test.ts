import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { readRun } from "../../../experiments/results.js";
import { runSweep } from "../../../experiments/sweep.js";
import { resolveTuning } from "../../../experiments/tune/resolve-tuning.js";
import { episodesSpent, runTuning, type TuningOptions } from "../../../experiments/tune/run-tuning.js";
import type { TuningInput } from "../../../experiments/tune/tuning.js";
import { readTuning } from "../../../experiments/tune/tuning-folder.js";
import { scratch } from "../small-experiment.js";

/** Every root of luck that was drawn from, in this thread. */
const roots = vi.hoisted(() => [] as string[]);
vi.mock("../../../sim/math/key.js", async (original) => {
  const key = await original<typeof import("../../../sim/math/key.js")>();
  return {
    ...key,
    rootKey(...name: Parameters<typeof key.rootKey>) {
      const { key0, key1 } = key.rootKey(...name);
      roots.push(`${name[1]} ${key0}/${key1}`);
      return { key0, key1 };
    },
  };
});
beforeEach(() => {
  roots.length = 0;
});

const MARKET: TuningInput = {
  name: "market",
  scenario: { use: "campaign-season", set: { population: 40, warmUpDays: 5, horizonDays: 14, tailDays: 6 } },
  agent: "epsilon-greedy",
  method: "random",
  trials: 1,
  seeds: { tuning: 1, reporting: 1 },
  training: { episodes: 1 },
  evaluation: { episodes: 1 },
};
const CLIFF: TuningInput = {
  name: "cliff",
  method: { use: "halving", eta: 3 },
  trials: 3,
  seeds: { tuning: 2, reporting: 2 },
  training: { episodes: 3 },
  evaluation: { episodes: 1 },
  env: "CliffWalking-v1",
  agent: "q-learning",
  space: { exploration: { low: 0.01, high: 0.5, scale: "log" } },
};
const tuning = (input: TuningInput, changes: Partial<TuningInput> = {}) =>
  resolveTuning({ ...input, ...changes }, { subject: "test" });

const run = async (input: TuningInput, folder: string, options: Partial<TuningOptions> = {}) =>
  runTuning(await tuning(input), { directory: join(folder, "t"), threads: 0, ...options });

test("halving trains on where a rung left off, to the same scores as training in one go", async () => {
  using folder = scratch();
  const { record } = await run(CLIFF, folder.path);
  expect(record.outcomes.map(({ trial, rung, training }) => [trial, rung, training]).slice(0, 3)).toEqual([
    [1, 0, 1],
    [2, 0, 1],
    [3, 0, 1],
  ]);
  const last = record.outcomes[3];
  expect([last.rung, last.training]).toEqual([1, 3]);
  const directory = join(folder.path, "t", last.run);
  const { experiment } = readRun(directory).config;
  expect(experiment.evaluation).toEqual({ episodes: 1, role: "tune" });
  const whole = await runSweep(experiment, { directory: join(folder.path, "whole"), threads: 0 });
  expect(readRun(directory).summary.hash).toBe(whole.hash);
  // 3 x 2 seeds x (1 + 1) and then 2 seeds x (2 + 1)
  expect(episodesSpent(record.tuning, record.outcomes)).toBe(18);
});

test("tuning and the report share no root of luck, and the report's role is its own", async () => {
  using folder = scratch();
  let tuned: string[] = [];
  const { report } = await run(MARKET, folder.path, {
    onOutcomes: () => {
      tuned = [...roots];
    },
  });
  expect(report).toMatchObject({ state: "finished", cellsFailed: 0, seedsDone: 1 });
  const reported = roots.slice(tuned.length);
  const roles = (of: string[]) => [...new Set(of.map((root) => root.split(" ")[0]))].sort();
  expect(roles(tuned)).toEqual(["plan", "population", "train", "tune", "warm-up"]);
  expect(roles(reported)).toEqual(["evaluate", "plan", "population", "train", "warm-up"]);
  const seen = new Set(tuned.map((root) => root.split(" ")[1]));
  expect(reported.filter((root) => seen.has(root.split(" ")[1]))).toEqual([]);
  const labels = readRun(join(folder.path, "t-report")).experiment.policies.map((policy) => policy.label);
  expect(labels).toEqual(["epsilon-greedy tuned", "epsilon-greedy defaults", "no-promotion"]);
});

test("stopped anywhere and gone on with, a search is what it would have been, and repeats no episode", async () => {
  using folder = scratch();
  const input: TuningInput = { ...CLIFF, method: { use: "tpe", startup: 2 }, trials: 5, batch: 2 };
  const whole = await run(input, join(folder.path, "whole"));
  const stopped = join(folder.path, "stopped");
  let runs = 0;
  for (let stops = 1; ; stops++) {
    const stop = new AbortController();
    let news = 0;
    const { record, report } = await run(input, stopped, {
      signal: stop.signal,
      // news come when a run starts and at each lot's end: somewhere else each time
      onEvent: () => {
        news += 1;
        if (news > stops) stop.abort();
      },
    });
    runs += 1;
    if (report === null || report.state !== "finished") continue;
    const plain = ({ outcomes }: typeof record) => outcomes;
    expect(plain(record)).toEqual(plain(whole.record));
    expect(report.hash).toBe(whole.report!.hash);
    break;
  }
  expect(runs).toBeGreaterThan(1);
  roots.length = 0;
  await run(input, stopped);
  expect(roots).toEqual([]);
});

test("another tuning's folder is left alone, and told apart by what differs", async () => {
  using folder = scratch();
  await run({ ...CLIFF, method: "random", trials: 1 }, folder.path);
  const before = readTuning(join(folder.path, "t"));
  await expect(run({ ...CLIFF, method: "random", trials: 2 }, folder.path)).rejects.toThrow(
    /holds the trials of another tuning; changed since: trials\. Nothing was touched/,
  );
  expect(readTuning(join(folder.path, "t"))).toEqual(before);
});

test("time that is used up ends the search, for good", async () => {
  using folder = scratch();
  const input: TuningInput = { ...CLIFF, method: "random", trials: undefined, batch: 1, budget: { seconds: 0.001 } };
  const { record } = await run(input, folder.path);
  expect(record.ended).toBe("seconds");
  roots.length = 0;
  const again = await run(input, folder.path);
  expect(again.record).toEqual(record);
  expect(again.record.seconds).toBeGreaterThanOrEqual(0.001);
});
