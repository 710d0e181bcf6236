import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { unknown } from "../cli/nearest.js";
import { UserError } from "../faults.js";
import { CONFIG_FILE, readRun } from "../results.js";
import type { CellRecord } from "../run-state.js";

/** Where runs lie that are named without a path. */
const RUNS = "runs";

export interface CellChoice {
  /** as the experiment calls the policy, or its agent where that is one policy's alone */
  readonly policy: string;
  /** default: the experiment's first */
  readonly seed?: string;
  /** default: the experiment's first */
  readonly scenario?: string;
}

/**
 * The folder of a run: the one named, else the one of that name under runs/.
 *
 * @throws UserError with the nearest names where there is none
 */
export function findRun(named: string): string {
  for (const directory of [named, join(RUNS, named)]) if (existsSync(join(directory, CONFIG_FILE))) return directory;
  const there = existsSync(RUNS)
    ? readdirSync(RUNS, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(RUNS, entry.name, CONFIG_FILE)))
        .map(({ name }) => name)
    : [];
  const message = unknown("run", named, there) + (there.length === 0 ? `; no run lies under ${RUNS}/` : "");
  throw new UserError("explain", [{ code: "run", path: [], message }]);
}

/**
 * The name of the cell that is meant in a run.
 *
 * @throws UserError listing every name that is not there, each with its nearest
 */
export function findCell(directory: string, { policy, seed, scenario }: CellChoice): string {
  const { cells } = readRun(directory);
  const faults: string[] = [];
  const labels = [...new Set(cells.map((cell) => cell.policy.label))];
  const label = labels.includes(policy) ? policy : soleLabel(policy, cells, faults);
  if (label === undefined && faults.length === 0) faults.push(unknown("agent", policy, labels));
  const problems = [
    ...new Set(cells.filter((cell) => label === undefined || cell.policy.label === label).map((cell) => cell.problem)),
  ];
  const seeds = [...new Set(cells.map((cell) => cell.seed))];
  if (scenario !== undefined && !problems.includes(scenario)) faults.push(unknown("scenario", scenario, problems));
  if (seed !== undefined && !seeds.includes(seed)) faults.push(`no seed is "${seed}"; there are ${seeds.join(", ")}`);
  if (faults.length > 0)
    throw new UserError(
      directory,
      faults.map((message) => ({ code: "name", path: [], message })),
    );
  const found = cells.find(
    (cell) =>
      cell.policy.label === label && cell.problem === (scenario ?? problems[0]) && cell.seed === (seed ?? seeds[0]),
  );
  return found!.cell;
}

/** The one policy whose agent it is, lifted to several slots or not. */
function soleLabel(typed: string, cells: readonly CellRecord[], faults: string[]): string | undefined {
  const bare = (agent: string) => agent.replace(/^per-(slot|segment):/, "");
  const labels = new Set(
    cells.filter(({ policy }) => bare(policy.agent) === bare(typed)).map(({ policy }) => policy.label),
  );
  if (labels.size > 1)
    faults.push(`agent "${typed}" is several policies of this run; name one: ${[...labels].join(", ")}`);
  return labels.size === 1 ? [...labels][0] : undefined;
}
