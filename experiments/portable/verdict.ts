/** What a verdict reads of a ranking row; `Ranking` rows of experiments/wire.ts fit. */
export interface RankedPolicy {
  readonly agent: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly scenario: string;
  readonly seeds: number;
  readonly difference: number;
  readonly differenceCi: readonly [number, number];
  readonly distinguishable: boolean;
  readonly tiedWithBest?: boolean;
}

export interface VerdictOptions {
  /** replicates planned; below it the verdict is provisional and says "yet". Default: those done */
  readonly seeds?: number;
  /** days a score is spread over, to speak of money a day; default: money an episode */
  readonly days?: number;
  /** sign of the money unit, default "$" */
  readonly currency?: string;
}

/**
 * The ranking in one sentence a scenario: who leads, by how much over the baseline, and who cannot be told from the leader.
 *
 * @param ranking  rows best first within a scenario, as `compare` gives them
 */
export function verdict(
  ranking: { readonly baseline: string; readonly rows: readonly RankedPolicy[] },
  options: VerdictOptions = {},
): string {
  const scenarios = [...new Set(ranking.rows.map((row) => row.scenario))];
  if (scenarios.length === 0) return "No policy has finished a seed yet.";
  return scenarios
    .map((scenario) => {
      const rows = ranking.rows.filter((row) => row.scenario === scenario);
      const sentence = scenarioVerdict(rows, ranking.baseline, options);
      return scenarios.length === 1 ? sentence : `${scenario}: ${sentence}`;
    })
    .join(" ");
}

function scenarioVerdict(rows: readonly RankedPolicy[], baseline: string, options: VerdictOptions): string {
  const [best, ...others] = rows;
  const name = (row: RankedPolicy) => policyName(row, rows);
  const planned = options.seeds ?? best.seeds;
  const yet = best.seeds < planned ? " yet" : "";
  const after = best.seeds < planned ? `after ${best.seeds} of ${planned} seeds` : `over ${best.seeds} seeds`;
  if (others.length === 0) return `${name(best)} ran alone, ${after}.`;

  const tied = others.filter((row) => row.tiedWithBest).map(name);
  const ties = tied.length > 0 ? `; ${list(tied)} cannot be told from it${yet}` : "";
  if (best.difference === 0 && !best.distinguishable) return `${name(best)} is not beaten ${after}${ties}.`;
  const lead = `${amount(best.difference, options)} over ${baseline} (95% ${bounds(best.differenceCi, options)})`;
  return `${name(best)} leads by ${lead} ${after}${ties}.`;
}

/** The agent, with the parameters in which it differs from its namesakes in the scenario. */
function policyName(row: RankedPolicy, rows: readonly RankedPolicy[]): string {
  const namesakes = rows.filter((other) => other.agent === row.agent);
  const differing = Object.keys(row.params).filter((key) =>
    namesakes.some((other) => JSON.stringify(other.params[key]) !== JSON.stringify(row.params[key])),
  );
  if (differing.length === 0) return row.agent;
  return `${row.agent} (${differing.map((key) => `${key} ${format(row.params[key])}`).join(", ")})`;
}

function format(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function list(names: readonly string[]): string {
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  if (shown.length === 1) return shown[0];
  return `${shown.slice(0, -1).join(", ")} and ${shown[shown.length - 1]}`;
}

function amount(money: number, { days, currency = "$" }: VerdictOptions): string {
  return `${currency}${threeDigits(money / (days ?? 1))} ${days === undefined ? "an episode" : "a day"}`;
}

function bounds([low, high]: readonly [number, number], { days = 1 }: VerdictOptions): string {
  return `${threeDigits(low / days)} to ${threeDigits(high / days)}`;
}

/** Three significant digits, thousands separated: 1,230 and 0.0457. */
function threeDigits(x: number): string {
  return x.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}
