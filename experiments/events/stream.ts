import { rmSync } from "node:fs";
import { AgentError } from "../../agents/define.js";
import type { Scenario } from "../../sim/scenario.js";
import { type CellTask, checkFit, recordEpisode } from "../cell.js";
import { type Fault, UserError } from "../faults.js";
import { hashOf } from "../identity.js";
import { resolvePolicies } from "../policies.js";
import { openDraft } from "./draft.js";
import { EVENT_COLUMNS, type EventColumn, TRUTH_COLUMNS } from "./event-columns.js";
import { linesToParquet } from "./event-parquet.js";

export interface EventOrder {
  /** its `events.rate` and days are those that are played */
  scenario: Scenario;
  /** as an experiment names it; a learner plays untrained */
  agent: string;
  env: string;
  seed: string;
  format: "ndjson" | "parquet";
  /** a file, or what takes NDJSON as it comes, a day at a time */
  out: string | ((lines: string) => void);
  /** a file for the truth about messages; left out: it is not told */
  truth?: string;
}

/**
 * Plays evaluation episode 0 of a seed and tells what its followed shoppers did, as a sweep's cell would. Files are there
 * whole or not at all.
 *
 * @returns how many events and messages there were
 * @throws UserError when there is no such env or agent, or they do not fit
 */
export async function streamEvents(order: EventOrder): Promise<{ events: number; messages: number }> {
  const task = await taskOf(order);
  const { format, out, truth } = order;
  const outputs = [
    typeof out === "string" ? openOutput(out, EVENT_COLUMNS, format) : toReader(out),
    truth === undefined ? toReader(() => {}) : openOutput(truth, TRUTH_COLUMNS, format),
  ];
  try {
    const count = await recordEpisode(task, 0, { events: outputs[0].write, truth: outputs[1].write });
    for (const output of outputs) await output.finish();
    return count;
  } catch (error) {
    for (const output of outputs) output.drop();
    throw error;
  }
}

async function taskOf({ scenario, agent, env, seed }: EventOrder): Promise<CellTask> {
  const faults: Fault[] = [];
  const named = { label: scenario.name, scenario };
  const [policy] = resolvePolicies([agent], env, { directory: process.cwd(), path: [], faults });
  if (faults.length > 0) throw new UserError("events", faults);
  try {
    await checkFit(policy, named);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    throw new UserError("events", [{ code: "misfit", path: [], message: error.message }]);
  }
  return {
    cell: `${scenario.name}/${agent}/${seed}`,
    policy,
    scenario: named,
    scenarioHash: hashOf(scenario),
    seed,
    training: { episodes: 0, tailDays: 0 },
    evaluation: { episodes: 1 },
    checkpointMs: 0,
    progress: { trained: 0, state: null, trainingFinished: true, evaluated: [] },
  };
}

interface Output {
  write(lines: string): void;
  finish(): Promise<void> | void;
  drop(): void;
}

const toReader = (write: (lines: string) => void): Output => ({ write, finish() {}, drop() {} });

function openOutput(file: string, columns: readonly EventColumn[], format: EventOrder["format"]): Output {
  if (format === "ndjson") return openDraft(file);
  const lines = `${file}.ndjson`;
  const draft = openDraft(lines);
  return {
    write: draft.write,
    async finish() {
      draft.finish();
      await linesToParquet([lines], columns, file).finally(() => rmSync(lines, { force: true }));
    },
    drop: draft.drop,
  };
}
