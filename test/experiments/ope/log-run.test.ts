import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { logRun } from "../../../experiments/ope/log-run.js";
import { readDecisionLog } from "../../../experiments/ope/read-log.js";
import { runSweep } from "../../../experiments/sweep.js";
import { scratch, small } from "../small-experiment.js";

test("a sweep's log holds every evaluation day of every cell, and stands nowhere where an agent is gone", async () => {
  using folder = scratch();
  const directory = join(folder.path, "run");
  await runSweep(small({ agents: ["no-promotion", "random"], seeds: 2, training: { episodes: 1 } }), {
    directory,
    threads: 0,
  });
  const file = join(folder.path, "log.csv");
  const decisions = await logRun(directory, file);
  const log = await readDecisionLog(file, "ours");
  // 2 agents, 2 seeds, 2 episodes
  expect([log.rows, log.first!.length - 1]).toEqual([decisions, 8]);
  expect(decisions % 8).toBe(0);
  const [, ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const propensities = (policy: string) =>
    lines.filter((line) => line.includes(`,${policy},`)).map((line) => Number(line.split(",").at(-2)));
  expect(new Set(propensities("no-promotion"))).toEqual(new Set([1]));
  expect(propensities("random")).toHaveLength(decisions / 2);
  // on days when rules forbid everything its choice is sure too
  expect(Math.min(...propensities("random"))).toBeLessThan(0.1);
  rmSync(join(directory, "agents"), { recursive: true });
  const other = join(folder.path, "other.csv");
  await expect(logRun(directory, other)).rejects.toThrow("the trained agent of");
  expect([existsSync(other), existsSync(`${other}.draft`)]).toEqual([false, false]);
});
