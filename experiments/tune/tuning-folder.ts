import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINE_VERSION } from "../../sim/version.js";
import { UserError } from "../faults.js";
import { hashOf } from "../identity.js";
import { writeWhole } from "../journal.js";
import type { Outcome } from "./job.js";
import type { ResolvedTuning } from "./tuning.js";

/** What `tuning.json` of a tuning's folder holds: all that was decided and done so far. Rewritten whole, by renaming. */
export interface TuningRecord {
  readonly format: 1;
  readonly engine: string;
  /** of all that the trials depend on */
  readonly hash: string;
  readonly tuning: ResolvedTuning;
  readonly outcomes: readonly Outcome[];
  /** at work on trials */
  readonly seconds: number;
  /** why no more trials are begun; null while the search is open */
  readonly ended: "trials" | "episodes" | "seconds" | null;
}

export const TUNING_FILE = "tuning.json";

/** Where the report on the reporting seeds lies: an ordinary run beside the tuning's folder. */
export const reportFolderOf = (directory: string) => `${directory}-report`;

/** The record of a tuning's folder; undefined where there is none. @throws UserError when it cannot be read */
export function readTuning(directory: string): TuningRecord | undefined {
  const file = join(directory, TUNING_FILE);
  if (!existsSync(file)) return undefined;
  try {
    const record = JSON.parse(readFileSync(file, "utf8")) as TuningRecord;
    if (record.format === 1) return record;
  } catch (error) {
    throw new UserError(file, [{ code: "syntax", path: [], message: `not a tuning: ${(error as Error).message}` }]);
  }
  throw new UserError(file, [{ code: "format", path: [], message: "written by another version of promolab" }]);
}

export async function writeTuning(directory: string, record: TuningRecord): Promise<void> {
  await writeWhole(join(directory, TUNING_FILE), `${JSON.stringify(record)}\n`);
}

/**
 * The record to go on from: what lies in the folder, or an empty one.
 *
 * @throws UserError when the folder holds another tuning's trials
 */
export function openTuning(directory: string, tuning: ResolvedTuning): TuningRecord {
  const hash = hashOf({ engine: ENGINE_VERSION, ...partsOf(tuning) });
  const there = readTuning(directory);
  if (there === undefined)
    return { format: 1, engine: ENGINE_VERSION, hash, tuning, outcomes: [], seconds: 0, ended: null };
  if (there.hash === hash) return there;
  const before: Record<string, unknown> = { engine: there.engine, ...partsOf(there.tuning) };
  const now: Record<string, unknown> = { engine: ENGINE_VERSION, ...partsOf(tuning) };
  const changed = Object.keys(now).filter((part) => hashOf(now[part]) !== hashOf(before[part]));
  const message =
    `this folder holds the trials of another tuning; changed since: ${changed.join(", ")}. Nothing was touched: ` +
    "give this one another name, or move the folder away";
  throw new UserError(directory, [{ code: "other-tuning", path: [], message }]);
}

/** What trials depend on. Names for readers, the reporting seeds and the baseline do not count. */
function partsOf({
  agent,
  scenarios,
  space,
  method,
  trials,
  batch,
  budget,
  seeds,
  training,
  evaluation,
  seed,
}: ResolvedTuning) {
  const { files: _, ...identity } = agent;
  return {
    agent: identity,
    scenarios,
    space,
    method,
    trials,
    batch,
    budget,
    tuningSeeds: seeds.tuning,
    training,
    evaluation,
    seed,
  };
}
