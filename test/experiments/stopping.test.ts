import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ExperimentInput, resolveExperiment } from "../../experiments/config.js";
import { experimentHash } from "../../experiments/identity.js";
import { rankRun, readRun } from "../../experiments/results.js";
import { stoppingVerdict } from "../../experiments/stopping.js";
import { runSweep } from "../../experiments/sweep.js";
import { SMALL, scratch, small } from "./small-experiment.js";

/** Half off everything loses a third of the profit. */
const half = { agent: "always-promote", label: "half off", params: { depth: 0.5 } };
const rules = (changes: Partial<ExperimentInput>) =>
  small({
    scenarios: [{ use: "campaign-season", set: { population: 100, warmUpDays: 5, horizonDays: 14, tailDays: 6 } }],
    agents: ["no-promotion", half],
    evaluation: { episodes: 1 },
    ...changes,
  });

describe("a sweep that adds seeds until policies are told apart", () => {
  test("stops at the first look that tells them, goes on from any interruption to the same, and repeats nothing", async () => {
    using folder = scratch();
    const experiment = rules({ seeds: { from: 4, to: 30, by: 2 } });
    expect(experiment.seeds).toEqual(["1", "2", "3", "4"]);
    const whole = join(folder.path, "whole");
    const summary = await runSweep(experiment, { directory: whole, threads: 0 });
    expect(summary.state).toBe("finished");
    expect(summary.seedsDone).toBeLessThan(30);
    const ranking = await rankRun(whole);
    expect(ranking.looks).toEqual({ from: 4, to: 30 });
    expect(ranking.rows.find(({ label }) => label === "half off")?.distinguishable).toBe(true);
    expect(stoppingVerdict(ranking, summary.seeds, experiment.stopping!)).toBe(
      `every policy is told from no-promotion after ${summary.seeds} seeds, of 30 at the most`,
    );
    expect(existsSync(join(whole, "episodes.parquet"))).toBe(true);

    const torn = join(folder.path, "torn");
    const stop = new AbortController();
    let cells = 0;
    await runSweep(experiment, {
      directory: torn,
      threads: 0,
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === "run" && event.run.cellsDone > cells) cells = event.run.cellsDone;
        if (cells >= 3) stop.abort();
      },
    });
    expect(readRun(torn).summary.state).not.toBe("finished");
    const resumed = await runSweep(experiment, { directory: torn, threads: 0 });
    expect(resumed).toMatchObject({ state: "finished", seeds: summary.seeds, hash: summary.hash });

    // the same seeds, given as a number, are the same results
    const fixed = await runSweep(rules({ seeds: summary.seeds }), {
      directory: join(folder.path, "fixed"),
      threads: 0,
    });
    expect(fixed.hash).toBe(summary.hash);
    expect(await runSweep(experiment, { directory: whole, threads: 0 })).toMatchObject({ hash: summary.hash });
  });

  test("uses all its seeds where there is nothing to tell, and fewer where the difference is known to be within the margin", async () => {
    using folder = scratch();
    const twice = { agents: ["no-promotion", { agent: "no-promotion", label: "the same" }] };
    const run = async (name: string, margin: number) => {
      const experiment = rules({ ...twice, seeds: { from: 3, to: 6, by: 2, margin } });
      const directory = join(folder.path, name);
      const { seeds, seedsDone } = await runSweep(experiment, { directory, threads: 0 });
      expect(seedsDone).toBe(seeds);
      return stoppingVerdict(await rankRun(directory), seeds, experiment.stopping!);
    };
    expect(await run("none", 0)).toBe("all 6 seeds are used; not told from no-promotion: the same");
    expect(await run("margin", 10)).toBe(
      "every policy is told from no-promotion, or known to lie within 10 of it, after 3 seeds, of 6 at the most",
    );
  });

  test("is another experiment with another plan, whatever seeds are in play", () => {
    const hash = (seeds: ExperimentInput["seeds"]) => experimentHash(rules({ seeds }));
    const plan = rules({ seeds: { from: 4, to: 30 } });
    expect(experimentHash({ ...plan, seeds: ["1"] })).toBe(experimentHash(plan));
    expect(experimentHash({ ...plan, baseline: "half off" })).not.toBe(experimentHash(plan));
    expect(new Set([hash({ from: 4, to: 30 }), hash({ from: 4, to: 31 }), hash(4), hash(30)]).size).toBe(4);
  });

  test.each([
    [{ from: 5, to: 4 }, "seeds.to: found 4, expected at least 5, where it begins"],
    [{ from: 2, to: 4 }, "seeds.from: found 2, expected a whole number from 3 to 100000"],
    [{ from: 5, to: 10, util: "told-apart" }, 'seeds.util: unknown key; did you mean "until"?'],
  ])("refuses %j", (seeds, message) => {
    expect(() => resolveExperiment({ ...SMALL, seeds }, { subject: "small" })).toThrow(message);
  });

  test("refuses a policy alone, and policies that never meet the baseline", () => {
    const seeds = { from: 3, to: 9 };
    expect(() => rules({ agents: ["random"], seeds })).toThrow("there is one policy alone");
    expect(() => rules({ agents: ["random", { agent: "random", env: "Taxi-v1", label: "taxi" }], seeds })).toThrow(
      "seeds: taxi plays Taxi-v1 and is never told from random, which plays Promotion-v1",
    );
  });
});
