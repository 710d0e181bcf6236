import { existsSync } from "node:fs";
import { join } from "node:path";
import { createPlayer, playEvaluation } from "../cell.js";
import { createCellCache } from "../cell-cache.js";
import { UserError } from "../faults.js";
import { createDecisionRecorder } from "../portable/decisions.js";
import { readRun } from "../results.js";
import { taskOf } from "../sweep.js";
import { openDecisionLog } from "./write-log.js";

/**
 * Writes the decisions of a run's finished cells: their evaluation episodes, played again from the saved agents. What an agent did while
 * it learnt is not logged: `promolab run --log` does that.
 *
 * @param directory  a run's folder
 * @returns decisions written
 * @throws UserError where a saved agent is gone; EpisodeError where an agent's propensities cannot be told. Nothing is written then
 */
export async function logRun(directory: string, file: string): Promise<number> {
  const run = readRun(directory);
  const writer = openDecisionLog(file, true);
  try {
    const cache = createCellCache();
    for (const record of run.cells) {
      if (record.state !== "finished") continue;
      if (record.agent === undefined || !existsSync(join(directory, record.agent)))
        throw new UserError(directory, [
          { code: "log", path: [], message: `the trained agent of ${record.cell} is gone: ${record.agent}` },
        ]);
      const task = await taskOf(record, run.experiment, { directory });
      const { agent, rng, definition } = await createPlayer(task, cache);
      const { env } = cache.env(task, undefined);
      const slotsApart = definition.acts === "discrete" || task.policy.agent.startsWith("per-slot:");
      const cell = { scenario: record.problem, policy: record.policy.label, seed: record.seed };
      const write = (decision: Parameters<typeof writer.write>[0]) => writer.write(decision, cell);
      const recorder = createDecisionRecorder({ agent, rng, env, slotsApart, write });
      const state = task.progress.state!;
      for (const episode of [...record.evaluated.keys()].sort((a, b) => a - b))
        playEvaluation(task, { agent, rng, state, episode, onDay() {}, cache, recorder });
    }
  } catch (error) {
    writer.drop();
    throw error;
  }
  return writer.finish();
}
