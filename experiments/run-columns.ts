import { MARKET_METRIC_FAMILIES, MARKET_METRICS } from "../envs/market-metrics.js";
import { DAY_COLUMNS } from "./portable/day-row.js";

/** A column of a run's tables: its name, its type in SQL, its unit and what it means. */
export interface RunColumn {
  readonly name: string;
  readonly type: "VARCHAR" | "INTEGER" | "DOUBLE" | "BOOLEAN";
  readonly unit: string;
  readonly meaning: string;
}

/** What every row of both tables begins with: the cell it is of. */
export const CELL_COLUMNS: readonly RunColumn[] = [
  { name: "scenario", type: "VARCHAR", unit: "name", meaning: "the market, or the env where there is none" },
  { name: "policy", type: "VARCHAR", unit: "name", meaning: "the policy as rankings name it" },
  { name: "agent", type: "VARCHAR", unit: "name", meaning: "the agent that plays it" },
  { name: "params", type: "VARCHAR", unit: "JSON", meaning: "the agent's parameters" },
  { name: "env", type: "VARCHAR", unit: "name", meaning: "the env it plays" },
  { name: "seed", type: "VARCHAR", unit: "name", meaning: "the replicate: one training run with its own evaluation" },
  { name: "cell", type: "VARCHAR", unit: "name", meaning: "scenario, policy and seed, as replay takes it" },
];

const EPISODE: readonly RunColumn[] = [
  { name: "role", type: "VARCHAR", unit: "train, evaluate or tune", meaning: "what the episode was played for" },
  { name: "episode", type: "INTEGER", unit: "count", meaning: "from 0, of its role" },
  { name: "score", type: "DOUBLE", unit: "reward", meaning: "sum of the rewards; money on a market" },
  { name: "steps", type: "INTEGER", unit: "steps", meaning: "how many the episode had; days on a market" },
  { name: "hash", type: "VARCHAR", unit: "hash", meaning: "of everything that happened; what replay is held to" },
];

const EPISODE_NAMES: ReadonlySet<string> = new Set([...CELL_COLUMNS, ...EPISODE].map(({ name }) => name));

/** Columns of `episodes.parquet`, the last of them the figures that the envs of the run keep. */
export function episodeColumns(metrics: readonly string[]): RunColumn[] {
  return [...CELL_COLUMNS, ...EPISODE, ...metrics.map(metricColumn)];
}

/** Columns of `days.parquet`. */
export function dayColumns(): RunColumn[] {
  return [
    ...CELL_COLUMNS,
    { name: "episode", type: "INTEGER", unit: "count", meaning: "from 0, of the evaluation" },
    ...DAY_COLUMNS.map(({ name, type, unit, doc }) => ({ name, type, unit, meaning: doc })),
  ];
}

function metricColumn(metric: string): RunColumn {
  const family = `${metric.split("/")[0]}/`;
  const known =
    Object.entries(MARKET_METRICS).find(([name]) => name === metric) ??
    Object.entries(MARKET_METRIC_FAMILIES).find(([name]) => name.startsWith(family));
  const { unit, meaning } = known?.[1] ?? { unit: "the env's own", meaning: "a figure of the env, see its docs" };
  // A figure may be called as a column is.
  const name = EPISODE_NAMES.has(metric.toLowerCase()) ? `metric_${metric}` : metric;
  return { name, type: "DOUBLE", unit, meaning };
}
