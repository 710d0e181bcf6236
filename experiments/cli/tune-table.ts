import type { Mean, TuningSummary } from "../tune/summary.js";
import { type Column, readable, table } from "./table.js";

/** Trials shown; all of them are in the JSON and in `tuning.json`. */
const SHOWN = 20;

/** The trials as a reader wants them, best first, and what the winner's score is worth. */
export function tuneTable(summary: TuningSummary): string {
  const { table: trials, best, method, trials: count, spent } = summary;
  const names = [...new Set(trials.flatMap((trial) => Object.keys(trial.params)))];
  const halved = trials.some((trial) => trial.rung > 0);
  const columns: Column[] = [
    { head: "trial", align: "right" },
    ...names.map((head): Column => ({ head, align: "right" })),
    ...(halved ? [{ head: "trained", align: "right" } as const] : []),
    { head: "mean score", align: "right" },
    { head: "95% interval", align: "right" },
    { head: "", align: "left" },
  ];
  const decimals = decimalsOf(trials.flatMap(({ score }) => (score === null ? [] : [score.mean])));
  const rows = trials
    .slice(0, SHOWN)
    .map(({ trial, params, training, score, failure }) => [
      String(trial),
      ...names.map((name) => shortly(params[name])),
      ...(halved ? [String(training)] : []),
      score === null ? "" : readable(score.mean, decimals),
      score === null ? "" : intervalText(score, decimals),
      failure !== undefined ? `failed: ${failure}` : trial === best?.trial ? "best" : "",
    ]);
  const seeds = best?.tuning.seeds ?? 0;
  const parts = [
    table(columns, rows),
    `${trials.length > SHOWN ? `the first ${SHOWN} of ${count} trials` : `${count} trials`} by ${method}, ` +
      `${readable(spent.episodes)} episodes in ${readable(spent.seconds)} s; scores are on the ${seeds} tuning seeds` +
      `${halved ? ", and only those of equal training compare" : ""}`,
  ];
  return parts.join("\n\n");
}

/** The winner's score where it was chosen and where it was not: the first is too good, as it is the largest of many. */
export function winnerText({ best, trials, reportDirectory }: TuningSummary): string {
  if (best === null) return "no trial came through: every one failed";
  const { tuning, reported, params, trial } = best;
  const drawn = Object.entries(params)
    .map(([name, value]) => `${name} ${shortly(value)}`)
    .join(", ");
  const decimals = decimalsOf([tuning.mean, reported?.mean ?? tuning.mean]);
  const of = (score: Mean) =>
    `${readable(score.mean, decimals)}${score.ci === null ? "" : ` ${intervalText(score, decimals)}`}`;
  const lines = [`best: trial ${trial}, ${drawn}`, `  on the ${tuning.seeds} seeds it was chosen by  ${of(tuning)}`];
  if (reported !== null && reportDirectory !== null) {
    lines.push(`  on ${reported.seeds} seeds that no trial saw    ${of(reported)}`);
    lines.push(
      `The first is the largest of ${trials} scores and so tends to be too large; their difference, ` +
        `${readable(tuning.mean - reported.mean, decimals)}, is that and the luck of other seeds. Report the second.`,
    );
  }
  return lines.join("\n");
}

const intervalText = ({ ci }: Mean, decimals: number) =>
  ci === null ? "" : `[${readable(ci[0], decimals)}, ${readable(ci[1], decimals)}]`;

/** Money of a market is told whole, the small rewards of other envs with three figures. */
function decimalsOf(values: readonly number[]): number {
  const largest = Math.max(0, ...values.map(Math.abs));
  return largest >= 100 || largest === 0 ? 0 : Math.min(6, Math.max(1, 3 - Math.ceil(Math.log10(largest))));
}

function shortly(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return typeof value === "string" ? value : JSON.stringify(value);
}
