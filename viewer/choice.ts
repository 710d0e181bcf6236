import type { CellSummary } from "../experiments/wire.js";
import type { Policy } from "./policy.js";
import type { ReplayChoice } from "./route.js";

/** Finished cells by their policy's name, each in the order of the experiment. */
export function policiesOf(
  cells: readonly CellSummary[],
  nameOf: (policy: Policy) => string,
): Map<string, CellSummary[]> {
  const policies = new Map<string, CellSummary[]>();
  for (const cell of cells) {
    const name = nameOf(cell);
    const known = policies.get(name);
    if (known) known.push(cell);
    else policies.set(name, [cell]);
  }
  return policies;
}

/** The cell and episode a choice is about, its gaps filled with what comes first; null where there is none. */
export function resolveChoice(
  cells: readonly CellSummary[],
  nameOf: (policy: Policy) => string,
  choice: ReplayChoice,
): { cell: CellSummary; choice: Required<ReplayChoice> } | null {
  const plays = cells.filter((cell) => nameOf(cell) === choice.policy);
  const cell = choice.seed === undefined ? plays[0] : plays.find((candidate) => candidate.seed === choice.seed);
  if (!cell) return null;
  const episode = cell.episodes.find((one) => choice.episode === undefined || one.episode === choice.episode)?.episode;
  if (episode === undefined) return null;
  return { cell, choice: { policy: choice.policy, seed: cell.seed, episode } };
}
