import { rmSync } from "node:fs";
import { openDraft } from "../events/draft.js";
import type { EventColumn } from "../events/event-columns.js";
import { linesToParquet } from "../events/event-parquet.js";
import type { Decision } from "../portable/decisions.js";

/** Columns of a log of decisions, in their order. */
export const DECISION_COLUMNS = [
  { name: "episode", type: "INTEGER", doc: "number of the episode, from 0" },
  { name: "step", type: "INTEGER", doc: "number of the decision within it, from 0" },
  {
    name: "observation",
    type: "VARCHAR",
    doc: "what the agent saw, as JSON: a number, a list of numbers, or an object of these",
  },
  {
    name: "legal",
    type: "VARCHAR",
    doc: "a 1 or 0 for each choice, a space between slots; empty where all were legal",
  },
  { name: "action", type: "VARCHAR", doc: "what it decided, as JSON" },
  { name: "propensity", type: "DOUBLE", doc: "chance with which it decided so, above 0 and at most 1" },
  { name: "reward", type: "DOUBLE", doc: "what the step earned, in the env's unit" },
] as const satisfies readonly EventColumn[];

/** Columns before them in a sweep's log. */
export const CELL_COLUMNS = [
  { name: "scenario", type: "VARCHAR", doc: "empty for an env without one" },
  { name: "policy", type: "VARCHAR", doc: "label of the experiment's policy" },
  { name: "seed", type: "VARCHAR", doc: "of the replicate" },
] as const satisfies readonly EventColumn[];

export type CellNames = { readonly [name in (typeof CELL_COLUMNS)[number]["name"]]: string };

export interface LogWriter {
  write(decision: Decision, cell?: CellNames): void;
  /** Puts the whole file under its name. @returns decisions written */
  finish(): Promise<number>;
  /** Leaves nothing behind. */
  drop(): void;
}

/**
 * Writes a log of decisions: Parquet, or a CSV where the file's name ends so. Nothing stands under the name before it is whole.
 *
 * @param ofCells  every decision comes with the names of its cell
 */
export function openDecisionLog(file: string, ofCells = false): LogWriter {
  const columns: readonly EventColumn[] = ofCells ? [...CELL_COLUMNS, ...DECISION_COLUMNS] : DECISION_COLUMNS;
  const csv = /\.csv$/i.test(file);
  const lines = csv ? file : `${file}.ndjson`;
  const draft = openDraft(lines);
  let pending: string[] = [];
  let count = 0;
  const flush = () => {
    if (pending.length > 0) draft.write(`${pending.join("\n")}\n`);
    pending = [];
  };
  if (csv) pending.push(columns.map(({ name }) => name).join(","));
  return {
    write(decision, cell) {
      const row = { ...cell, ...decision } as Record<string, string | number>;
      pending.push(csv ? columns.map(({ name }) => cellText(row[name])).join(",") : JSON.stringify(row));
      count += 1;
      if (pending.length >= 10_000) flush();
    },
    async finish() {
      flush();
      draft.finish();
      if (csv) return count;
      try {
        await linesToParquet([lines], columns, file);
      } finally {
        rmSync(lines, { force: true });
      }
      return count;
    },
    drop: () => draft.drop(),
  };
}

function cellText(value: string | number): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
