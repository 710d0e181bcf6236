import type { CellRecord } from "../run-state.js";

/** What a policy cost in a scenario, processor seconds: means over its finished cells. */
export interface Cost {
  /** of a seed's training, or of the plan that is made before a season */
  readonly training: number;
  /** of one evaluation episode, what is planned within it counted */
  readonly season: number;
}

/** Of policies by scenario and label; undefined where the run's journal tells of none, as those of before did. */
export function costsOf(cells: readonly CellRecord[]): (scenario: string, label: string) => Cost | undefined {
  const finished = cells.filter(({ state }) => state === "finished");
  return (scenario, label) => {
    const own = finished.filter(({ problem, policy }) => problem === scenario && policy.label === label);
    const training = own.reduce((sum, { seconds }) => sum + seconds.training, 0);
    const evaluation = own.reduce((sum, { seconds }) => sum + seconds.evaluation, 0);
    if (training + evaluation === 0) return undefined;
    const episodes = own.reduce((sum, { evaluated }) => sum + evaluated.size, 0);
    return { training: training / own.length, season: evaluation / episodes };
  };
}
