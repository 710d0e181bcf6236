import { type Column, type Dataset, numberColumn, textAt, textColumn } from "../data/dataset.js";
import { loadDataset } from "../data/load.js";
import type { RowOptions } from "../data/rows.js";
import { type Fault, UserError } from "../faults.js";
import type { ContextColumn } from "./context-features.js";
import type { Brought, DecisionLog, Observations } from "./decision-log.js";
import { legalTable } from "./legal-table.js";
import { observationColumns } from "./observation-columns.js";

/** Forms of logs: recommendations of the Open Bandit Dataset, Hillstrom's e-mail campaign, what `--log` writes. */
export const FORMS = ["zozo", "hillstrom", "ours"] as const;
export type Form = (typeof FORMS)[number];

export interface ReadLogOptions extends RowOptions {
  /** hillstrom: which of visit, conversion and spend is the reward; default visit */
  readonly reward?: "visit" | "conversion" | "spend";
  /** ours: decisions do not hang together, whatever their episodes: a bandit's */
  readonly apart?: boolean;
  readonly onProgress?: (read: number, all: number) => void;
}

/**
 * Reads a log of decisions with their propensities, a CSV or Parquet file of kind `bandit-log`.
 *
 * zozo       item_id, click, propensity; context: position and what begins with uf, all as texts
 * hillstrom  segment, the reward, 1/3 for each of the three; context: all but the three outcomes
 * ours       action, reward, propensity; episode and step, in order, where decisions hang together; observation, or any
 *            other columns as context; legal: a 1 or 0 for each action. A policy's own chances may stand beside them, of what was done
 *            as pi_e or of every action as pi_e<action>, and a reward model's values as qhat<action>.
 *
 * @throws UserError, exit code 1, with every fault of the file: a missing column, and by line a cell that is none, a propensity
 *   that is not above 0 and at most 1, steps out of order
 */
export async function readDecisionLog(file: string, form: Form, options: ReadLogOptions = {}): Promise<DecisionLog> {
  const { data, rejected, counts } = await loadDataset(file, "bandit-log", formOptions(form, options));
  if (rejected.length > 0) {
    const faults = rejected.map(
      ({ line, column, reason, found }): Fault => ({
        code: "record",
        path: column === "" ? [] : [column],
        message: `${reason}, found ${JSON.stringify(found)}`,
        line,
      }),
    );
    if (counts.rejected > rejected.length)
      faults.push({ code: "more", path: [], message: `and ${counts.rejected - rejected.length} more` });
    throw new UserError(file, faults, 1);
  }
  const { action, actions } = actionsOf(data);
  const log: DecisionLog = {
    rows: data.rows,
    actions,
    action,
    reward: numberColumn(data, "reward"),
    propensity: numberColumn(data, "propensity"),
    context: [],
  };
  return form === "ours"
    ? ours(file, data, log, options.apart === true)
    : { ...log, context: contextOf(data, CONTEXT[form]) };
}

function formOptions(form: Form, { reward = "visit", onProgress, map, set, apart: _apart, ...rest }: ReadLogOptions) {
  const known: Record<Form, RowOptions> = {
    zozo: {},
    hillstrom: { map: { action: "segment", reward, propensity: "" }, set: {} },
    ours: {},
  };
  const own = known[form];
  const options = {
    ...rest,
    onProgress,
    map: { ...own.map, ...map },
    set: { ...own.set, ...set },
    needs: ["propensity"],
  };
  if (form !== "hillstrom" || map?.propensity !== undefined || set?.propensity !== undefined) return options;
  const { propensity: _, ...mapped } = options.map;
  // One of three e-mails, drawn by lot.
  return { ...options, map: mapped, set: { ...options.set, propensity: String(1 / 3) } };
}

/** Which columns beside action, reward and propensity are context, and as what. */
const CONTEXT: Record<Exclude<Form, "ours">, (name: string) => "text" | "own" | undefined> = {
  zozo: (name) => (name === "position" || /^uf\d+$/.test(name) ? "text" : undefined),
  hillstrom: (name) => (OUTCOMES.has(name) ? undefined : "own"),
};

const OUTCOMES = new Set(["visit", "conversion", "spend"]);
const DECISION = new Set(["action", "reward", "propensity"]);

function contextOf(data: Dataset, as: (name: string) => "text" | "own" | undefined): ContextColumn[] {
  const context: ContextColumn[] = [];
  for (const [name, column] of data.columns) {
    const kind = DECISION.has(name) || column.kind === "date" ? undefined : as(name);
    if (kind === undefined) continue;
    if (column.kind === "number")
      context.push(kind === "text" ? levels(name, column.values) : { name, kind: "number", values: column.values });
    else if (column.kind === "text") context.push({ name, kind: "text", codes: column.codes, texts: column.values });
  }
  return context;
}

/** Numbers that stand for things, in rising order. */
function levels(name: string, values: Float64Array): ContextColumn {
  const distinct = [...new Set(values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const place = new Map(distinct.map((value, code) => [value, code]));
  return {
    name,
    kind: "text",
    codes: Int32Array.from(values, (value) => place.get(value) ?? -1),
    texts: distinct.map(String),
  };
}

/** Actions by name: by number where all are numbers, else by letter. */
function actionsOf(data: Dataset): { action: Int32Array; actions: string[] } {
  const { codes, values } = textColumn(data, "action");
  const numbers = values.every((name) => /^-?\d+(\.\d+)?$/.test(name));
  const order = [...values.keys()].sort((a, b) =>
    numbers ? Number(values[a]) - Number(values[b]) : values[a] < values[b] ? -1 : 1,
  );
  const place = new Int32Array(values.length);
  order.forEach((code, rank) => {
    place[code] = rank;
  });
  return { action: Int32Array.from(codes, (code) => place[code]), actions: order.map((code) => values[code]) };
}

/** What logs of our own form call their columns beside those of the kind. */
const NAMES = {
  episode: ["episode", "episode_id", "trajectory", "traj"],
  step: ["step", "t"],
  observation: ["observation", "state"],
  legal: ["legal"],
};
/** Columns of a sweep's log that tell its episodes apart, and no context. */
const CELL = ["scenario", "policy", "seed"];

function ours(file: string, data: Dataset, log: DecisionLog, apart: boolean): DecisionLog {
  const named = (names: readonly string[]) => names.find((name) => data.columns.has(name));
  const episode = named(NAMES.episode);
  const step = named(NAMES.step);
  const observation = named(NAMES.observation);
  const faults: Fault[] = [];
  const first =
    episode === undefined || apart ? undefined : episodes(data, [...CELL, episode], step, lineOf(file), faults);
  const legal = data.columns.has("legal") ? cellsAsText(data.columns.get("legal")!) : undefined;
  const brought = broughtColumns(data, log, lineOf(file), faults);
  const aside = new Set([...CELL, ...[episode, step, observation, "legal"].filter((name) => name !== undefined)]);
  const isContext = (name: string) => (aside.has(name) || /^(pi_e|qhat|pi_b)/.test(name) ? undefined : "own");
  const context = contextOf(data, isContext);
  if (step !== undefined && first !== undefined && first.length - 1 < log.rows)
    context.push({ name: step, kind: "number", values: numberColumn(data, step) });
  let observations: Observations | undefined;
  if (observation !== undefined) {
    const texts = cellsAsText(data.columns.get(observation)!);
    context.push(...observationColumns(observation, texts, log.rows, lineOf(file), faults));
    observations = { texts, legal: legal ?? (() => "") };
  }
  if (faults.length > 0) throw new UserError(file, faults.slice(0, 20), 1);
  return { ...log, context, first, brought, observations, legal: legal && legalTable(legal, log.rows, log.actions) };
}

/** Line of a row's record: a CSV's first is its header's. */
const lineOf = (file: string) => (row: number) => (/\.parquet$/i.test(file) ? row + 1 : row + 2);

function cellsAsText(column: Column): (row: number) => string {
  if (column.kind === "text") return (row) => textAt(column, row);
  return (row) => (Number.isNaN(column.values[row]) ? "" : String(column.values[row]));
}

/** Where episodes begin; rows of one must follow each other, by step from 0 on. */
function episodes(
  data: Dataset,
  keys: readonly string[],
  step: string | undefined,
  line: (row: number) => number,
  faults: Fault[],
): Int32Array {
  const cells = keys.filter((key) => data.columns.has(key)).map((key) => cellsAsText(data.columns.get(key)!));
  const steps = step === undefined ? undefined : numberColumn(data, step);
  const seen = new Set<string>();
  const first: number[] = [];
  let current: string | undefined;
  for (let row = 0; row < data.rows; row++) {
    const key = cells.map((cell) => cell(row)).join("\n");
    if (key !== current) {
      if (seen.has(key))
        faults.push({
          code: "order",
          path: [keys[keys.length - 1]],
          message: "rows of an episode must follow each other",
          line: line(row),
        });
      seen.add(key);
      first.push(row);
      current = key;
    }
    const expected = row - first[first.length - 1];
    if (steps !== undefined && steps[row] !== expected)
      faults.push({
        code: "order",
        path: [step!],
        message: `found ${steps[row]}, expected ${expected}: steps of an episode count from 0`,
        line: line(row),
      });
    if (faults.length >= 20) break;
  }
  return Int32Array.from([...first, data.rows]);
}

/** A policy's chances and a model's values that stand in the file. */
function broughtColumns(
  data: Dataset,
  log: DecisionLog,
  line: (row: number) => number,
  faults: Fault[],
): Brought | undefined {
  const { rows, actions, action } = log;
  const table = (prefix: string): Float64Array | undefined => {
    const columns = actions.map((name) => data.columns.get(`${prefix}${name}`));
    if (!columns.every((column) => column?.kind === "number")) return undefined;
    const values = new Float64Array(rows * actions.length);
    columns.forEach((column, a) => {
      for (let row = 0; row < rows; row++)
        values[row * actions.length + a] = (column as { values: Float64Array }).values[row];
    });
    return values;
  };
  const chances = table("pi_e");
  const modelled = table("qhat");
  if (chances === undefined && data.columns.get("pi_e")?.kind !== "number") return undefined;
  const chance = chances
    ? Float64Array.from(action, (a, row) => chances[row * actions.length + a])
    : numberColumn(data, "pi_e");
  for (let row = 0; row < rows && faults.length < 20; row++) {
    const fault = (message: string) => faults.push({ code: "chance", path: ["pi_e"], message, line: line(row) });
    if (!(chance[row] >= 0 && chance[row] <= 1)) fault(`found ${chance[row]}, expected a chance from 0 to 1`);
    else if (chances) {
      let sum = 0;
      for (let a = 0; a < actions.length; a++) sum += chances[row * actions.length + a];
      if (!(Math.abs(sum - 1) < 1e-5)) fault(`the chances of all actions add up to ${sum}, expected 1`);
    }
  }
  return { chance, chances, modelled };
}
