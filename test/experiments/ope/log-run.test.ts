import { existsSync, rmSync } from "node:fs";
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
  const file = join(folder.path, "log.parquet");
  // 2 agents, 2 seeds, 2 episodes of 14 days and a tail of 6
  const decisions = await logRun(directory, file);
  const log = await readDecisionLog(file, "ours");
  expect([log.rows, log.first!.length - 1]).toEqual([decisions, 8]);
  expect(decisions % 8).toBe(0);
  // the first four episodes never promote and are sure of it, the others draw
  expect(log.propensity.subarray(0, decisions / 2).every((p) => p === 1)).toBe(true);
  expect(log.propensity.subarray(decisions / 2).every((p) => p < 1)).toBe(true);
  rmSync(join(directory, "agents"), { recursive: true });
  const other = join(folder.path, "other.csv");
  await expect(logRun(directory, other)).rejects.toThrow("the trained agent of");
  expect([existsSync(other), existsSync(`${other}.draft`)]).toEqual([false, false]);
});
