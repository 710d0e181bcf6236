import { existsSync } from "node:fs";
import { join } from "node:path";
import { replayCell } from "./cell.js";
import { createCellCache } from "./cell-cache.js";
import { UserError } from "./faults.js";
import { readRun } from "./results.js";
import { taskOf } from "./sweep.js";
import type { Replay } from "./wire.js";

/**
 * Plays an evaluation episode of a run again, from the saved agent, the scenario and the seeds, and holds its hash
 * against the journal's.
 *
 * @param directory  a run's folder
 * @param cell       scenario/policy/seed
 * @param episode    the evaluation episode's number, from 0
 * @throws UserError when there is no such run, cell or finished episode, or it is of no market
 */
export async function replayEpisode(directory: string, cell: string, episode: number): Promise<Replay> {
  const run = readRun(directory);
  const fault = (message: string) => new UserError(directory, [{ code: "replay", path: [], message }]);
  const record = run.byName.get(cell);
  if (record === undefined) throw fault(`no cell is called ${cell}; one is ${run.cells[0].cell}`);
  const recorded = record.evaluated.get(episode);
  if (recorded === undefined) {
    const finished = [...record.evaluated.keys()].sort((a, b) => a - b).join(", ") || "none yet";
    throw fault(`${cell} has no finished evaluation episode ${episode}; finished: ${finished}`);
  }
  if (record.agent === undefined || !existsSync(join(directory, record.agent)))
    throw fault(`the trained agent of ${cell} is gone: ${record.agent}`);
  const task = await taskOf(record, run.experiment, { directory });
  const { result, frames, header } = await replayCell(task, episode, createCellCache(1));
  if (header === undefined) throw fault(`${cell} has no days to show: ${record.policy.env} is no market`);
  const matches = result.hash === recorded.row.hash && result.score === recorded.row.score;
  return { header, frames, score: result.score, hash: result.hash, matches };
}
