import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "./faults.js";
import { CONFIG_FILE, readRun } from "./results.js";
import { finishedScores } from "./run-state.js";
import type { AgentScores } from "./stats/agent-scores.js";
import { readScoreTables } from "./stats/score-tables.js";
import { onSeeds } from "./stats/seed-scores.js";

/**
 * Agents with their scores by task, from tables of scores or from folders of runs.
 *
 * @throws UserError, exit code 1, with every fault of the tables, or of a run that cannot be a table
 */
export async function readAgents(paths: readonly string[]): Promise<AgentScores[]> {
  const folders = paths.filter((path) => existsSync(join(path, CONFIG_FILE)));
  if (folders.length === 0) return readScoreTables(paths);
  if (paths.length > 1)
    throw new UserError(folders[0], [
      { code: "scores", path: [], message: "a run stands alone: its policies met luck that no other table shares" },
    ]);
  return agentsOfRun(folders[0]);
}

/** A run's policies on its scenarios, over the seeds that all of them have finished: tasks are scenarios, runs are seeds. */
function agentsOfRun(directory: string): AgentScores[] {
  const finished = finishedScores(readRun(directory));
  const tasks = [...new Set(finished.map(({ scenario }) => scenario))];
  const labels = [...new Set(finished.map(({ label }) => label))];
  const refuse = (message: string) => new UserError(directory, [{ code: "scores", path: [], message }], 1);
  const seeds = (finished[0]?.seeds ?? []).filter((seed) => finished.every((policy) => policy.seeds.includes(seed)));
  if (seeds.length < 2) throw refuse(`needs at least 2 seeds that every policy has finished, got ${seeds.length}`);
  return labels.map((label) => {
    const scores = tasks.map((task) => {
      const found = finished.find((policy) => policy.label === label && policy.scenario === task);
      if (found === undefined) throw refuse(`${label} has no finished seed on ${task}`);
      return onSeeds(found, seeds).scores;
    });
    return { name: label, tasks, runs: seeds, named: true, scores };
  });
}
