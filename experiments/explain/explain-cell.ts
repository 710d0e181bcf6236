import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../faults.js";
import { type RunRecord, readRun } from "../results.js";
import type { CellRecord } from "../run-state.js";
import { taskOf } from "../sweep.js";
import { type ExplainOptions, explainPolicy, type PolicyExplanation } from "./explain.js";

/**
 * What the policy of a run's cell goes by, from its saved agent.
 *
 * @param directory  a run's folder
 * @param cell       scenario/policy/seed
 * @throws UserError where there is no such run or cell, or no saved agent; EpisodeError where the policy breaks
 */
export async function explainCell(
  directory: string,
  cell: string,
  options: ExplainOptions = {},
): Promise<PolicyExplanation> {
  const run = readRun(directory);
  const record = run.byName.get(cell);
  const fault = (message: string) => new UserError(directory, [{ code: "explain", path: [], message }]);
  if (record === undefined) throw fault(`no cell is called ${cell}; one is ${run.cells[0].cell}`);
  if (!hasAgent(run, record)) throw fault(whyNoAgent(record));
  return explainPolicy(await taskOf(record, run.experiment, { directory }), options);
}

/** True where a trained agent of the cell, or one in training, lies in the run's folder. */
export function hasAgent({ directory }: Pick<RunRecord, "directory">, { agent }: Pick<CellRecord, "agent">): boolean {
  return agent !== undefined && existsSync(join(directory, agent));
}

function whyNoAgent({ cell, agent, state, message }: CellRecord): string {
  if (agent !== undefined) return `the trained agent of ${cell} is gone: ${agent}`;
  if (state === "failed") return `${cell} failed before it had an agent to save: ${message}`;
  return `${cell} has no saved agent yet; it is there once its training has ended`;
}
