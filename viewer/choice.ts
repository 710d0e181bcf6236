import type { CellSummary } from "../experiments/wire.js";
import { policyLabel, severalScenarios } from "./policy.js";
import type { ReplayChoice } from "./route.js";

/** Finished cells by policy label, each in the order of the experiment. */
export function policiesOf(cells: readonly CellSummary[]): Map<string, CellSummary[]> {
  const several = severalScenarios(cells);
  const policies = new Map<string, CellSummary[]>();
  for (const cell of cells) {
    const label = policyLabel(cell, several);
    const known = policies.get(label);
    if (known) known.push(cell);
    else policies.set(label, [cell]);
  }
  return policies;
}

/**
 * The cell and episode a choice is about, its gaps filled with what comes first; null where there is none.
 *
 * @param choice  its policy may name the scenario even where the run has only one
 */
export function resolveChoice(
  cells: readonly CellSummary[],
  choice: ReplayChoice,
): { cell: CellSummary; choice: Required<ReplayChoice> } | null {
  const several = severalScenarios(cells);
  const plays = cells.filter(
    (cell) => policyLabel(cell, several) === choice.policy || policyLabel(cell, true) === choice.policy,
  );
  const cell = choice.seed === undefined ? plays[0] : plays.find((candidate) => candidate.seed === choice.seed);
  if (!cell) return null;
  const episode = cell.episodes.find((one) => choice.episode === undefined || one.episode === choice.episode)?.episode;
  if (episode === undefined) return null;
  return { cell, choice: { policy: policyLabel(cell, several), seed: cell.seed, episode } };
}
