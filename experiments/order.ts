import { loadAgent } from "./agent-module.js";
import type { ResolvedExperiment } from "./config.js";
import { type Cell, cellsOf } from "./identity.js";

/** Cells that take about as long as each other: those of one policy on one scenario. */
export function kindOf({ problem, policy }: Pick<Cell, "problem" | "policy">): string {
  return `${problem}/${policy.label}`;
}

/** In an env without a market an episode counts as so many shopper-days. */
const CLASSIC_WORK = 1000;

/**
 * A guess at how much each kind of cell is to do, before any was seen:
 *
 *     work = shoppers x (warm-up + horizon + tail) x (evaluation episodes + training episodes, of what learns), shopper-days
 */
export async function workOf(experiment: ResolvedExperiment): Promise<ReadonlyMap<string, number>> {
  const work = new Map<string, number>();
  for (const cell of cellsOf({ ...experiment, seeds: experiment.seeds.slice(0, 1) })) {
    const { learns } = await loadAgent(cell.policy.agent, cell.policy.files);
    const episodes = experiment.evaluation.episodes + (learns ? experiment.training.episodes : 0);
    const market = cell.scenario?.scenario;
    const days = market && market.population * (market.warmUpDays + market.horizonDays + market.tailDays);
    work.set(kindOf(cell), episodes * (days ?? CLASSIC_WORK));
  }
  return work;
}

/** Hands out cells, the longest first where that ends a sweep sooner. */
export interface Order<C> {
  /** the next cell; undefined when there is none left */
  next(): C | undefined;
}

export interface OrderOptions {
  /** cells that run at a time */
  readonly lanes: number;
  /** how long a cell of a kind takes, in any unit; asked at each turn, so that it may be learned on the way */
  expected(kind: string): number;
}

interface Group<C> {
  readonly kind: string;
  readonly cells: C[];
  at: number;
}

/**
 * Seed by seed, the longest of a seed first, so that rankings sharpen evenly and a stop leaves whole seeds; but as soon as the
 * longest cell left would outlast its share of all that is left, that one, whatever its seed:
 *
 *     longest >= (sum over the cells left of what they take) / lanes
 *
 * From there on it is the longest-processing-time rule, which keeps a sweep from waiting for one late long cell.
 *
 * @param cells  in the experiment's order: seed by seed
 * @see Graham (1969), "Bounds on multiprocessing timing anomalies", SIAM Journal on Applied Mathematics 17(2)
 */
export function createOrder<C extends Pick<Cell, "problem" | "policy" | "seed">>(
  cells: readonly C[],
  { lanes, expected }: OrderOptions,
): Order<C> {
  const groups = new Map<string, Group<C>>();
  const rank = new Map<string, number>();
  for (const cell of cells) {
    if (!rank.has(cell.seed)) rank.set(cell.seed, rank.size);
    const kind = kindOf(cell);
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, { kind, cells: [cell], at: 0 });
    else group.cells.push(cell);
  }
  return {
    next() {
      let total = 0;
      let longest: { group: Group<C>; takes: number } | undefined;
      let first: { group: Group<C>; takes: number; rank: number } | undefined;
      for (const group of groups.values()) {
        const left = group.cells.length - group.at;
        if (left === 0) continue;
        const takes = expected(group.kind);
        total += left * takes;
        if (longest === undefined || takes > longest.takes) longest = { group, takes };
        const seed = rank.get(group.cells[group.at].seed)!;
        if (first === undefined || seed < first.rank || (seed === first.rank && takes > first.takes))
          first = { group, takes, rank: seed };
      }
      if (longest === undefined || first === undefined) return undefined;
      const { group } = longest.takes * lanes >= total ? longest : first;
      group.at += 1;
      return group.cells[group.at - 1];
    },
  };
}
