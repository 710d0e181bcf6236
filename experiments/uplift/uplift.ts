import { MECHANICS } from "../../sim/scenario/promotions.js";
import type { Mechanic, Scenario } from "../../sim/scenario.js";
import type { Policy } from "../policies.js";
import type { Interval } from "../stats/bootstrap.js";
import { meanInterval } from "../stats/mean-interval.js";
import type { PerSeed } from "../stats/seed-scores.js";
import { bumpLedger, FOLLOWED_DAYS } from "./bump-ledger.js";
import { type IncrementalProfit, incrementalProfit } from "./incremental-profit.js";
import type { LedgerRow } from "./ledger-rows.js";
import { recordSeason } from "./player.js";

/** Promoted units of all seeds by what became of them; the four labels add up to `units`. */
export type LabelledUnits = Omit<LedgerRow, "mechanic" | "product">;

/** Mean over seeds, money a season, with the 95% interval of the mean. */
export interface Estimate {
  readonly value: number;
  readonly ci: Interval;
}
export type NamedEstimate = Estimate & { readonly name: string };

/** A table of parts: the marginal part of each, and what they leave of the total. */
export interface Parts {
  readonly parts: readonly NamedEstimate[];
  /** what other levers than promotions earn, without any promotion; null where there are none, and for segments */
  readonly otherLevers: Estimate | null;
  /** total less the parts: interactions, and what no part accounts for */
  readonly remainder: Estimate;
}

/** What a policy's promotions bring, and at whose cost. */
export interface UpliftReport {
  readonly scenario: string;
  readonly agent: string;
  readonly env: string;
  readonly seeds: readonly string[];
  readonly currency: string;
  readonly ledger: {
    readonly followedDays: number;
    /** over all seeds, as are all units here */
    readonly promotedUnits: number;
    readonly total: LabelledUnits;
    readonly byMechanic: readonly (LabelledUnits & { readonly mechanic: Mechanic })[];
    readonly byProduct: readonly (LabelledUnits & { readonly product: string })[];
    /** category units gained that are nobody's promoted units */
    readonly beside: number;
  };
  readonly incrementalProfit: {
    readonly total: Estimate;
    readonly byMechanic: Parts;
    readonly byProduct: Parts;
    readonly bySegment: Parts;
  };
}

export interface UpliftOrder {
  readonly policy: Policy;
  readonly scenario: Scenario;
  readonly seeds: readonly string[];
  /** training episodes of an agent that learns, for each seed */
  readonly trainingEpisodes: number;
  /** told how many seeds are done */
  readonly onSeed?: (done: number) => void;
}

/**
 * The bump ledger and the incremental profit of a policy, over replicates.
 *
 * @throws RangeError with fewer than two seeds, of which no interval can be told, and in cohort fidelity; AgentError
 */
export async function measureUplift(order: UpliftOrder): Promise<UpliftReport> {
  const { policy, scenario, seeds, trainingEpisodes, onSeed } = order;
  if (seeds.length < 2) throw new RangeError(`uplift: needs at least 2 seeds to tell an interval, got ${seeds.length}`);
  const rows = new Map<string, LedgerRow>();
  const profits: IncrementalProfit[] = [];
  let promotedUnits = 0;
  let beside = 0;
  for (const [done, seed] of seeds.entries()) {
    const script = await recordSeason({ policy, scenario, seed, trainingEpisodes });
    const ledger = bumpLedger(script);
    promotedUnits += ledger.promotedUnits;
    beside += ledger.beside;
    for (const row of ledger.rows) {
      const key = JSON.stringify([row.mechanic, row.product]);
      const there = rows.get(key);
      if (there) addUnits(there, row);
      else rows.set(key, { ...row });
    }
    profits.push(incrementalProfit(script));
    onSeed?.(done + 1);
  }
  const found = [...rows.values()];
  const sumOf = (some: readonly LedgerRow[]) => some.reduce(addUnits, noUnits());
  const of = <K extends "mechanic" | "product">(key: K, name: LedgerRow[K]) =>
    ({ [key]: name, ...sumOf(found.filter((row) => row[key] === name)) }) as LabelledUnits & Pick<LedgerRow, K>;
  return {
    scenario: scenario.name,
    agent: policy.label,
    env: policy.env,
    seeds,
    currency: scenario.currency,
    ledger: {
      followedDays: FOLLOWED_DAYS,
      promotedUnits,
      total: sumOf(found),
      byMechanic: MECHANICS.map((mechanic) => of("mechanic", mechanic)).filter(({ units }) => units > 0),
      byProduct: scenario.products.map(({ name }) => of("product", name)).filter(({ units }) => units > 0),
      beside,
    },
    incrementalProfit: estimates(scenario, profits),
  };
}

function estimates(scenario: Scenario, profits: readonly IncrementalProfit[]): UpliftReport["incrementalProfit"] {
  const { products, segments } = scenario;
  const others = profits.some(({ otherLevers }) => otherLevers !== 0);
  const partsOf = (
    key: "byMechanic" | "byProduct" | "bySegment",
    names: readonly string[],
    shown: (part: number) => boolean,
  ): Parts => {
    const apart = others && key !== "bySegment";
    return {
      parts: names
        .map((name, at) => ({ name, at }))
        .filter(({ at }) => shown(at))
        .map(({ name, at }) => ({ name, ...estimate(profits.map((profit) => profit[key][at])) })),
      otherLevers: apart ? estimate(profits.map(({ otherLevers }) => otherLevers)) : null,
      remainder: estimate(
        profits.map((profit) => {
          const parts = profit[key].reduce((sum, part) => sum + part, apart ? profit.otherLevers : 0);
          return profit.total - parts;
        }),
      ),
    };
  };
  const names = (things: readonly { readonly name: string }[]) => things.map(({ name }) => name);
  return {
    total: estimate(profits.map((profit) => profit.total)),
    byMechanic: partsOf("byMechanic", MECHANICS, (m) => profits.some((profit) => profit.mechanics[m] === 1)),
    byProduct: partsOf("byProduct", names(products), (p) => profits.some((profit) => profit.products[p] === 1)),
    bySegment: partsOf("bySegment", names(segments), () => true),
  };
}

function estimate(scores: readonly number[]): Estimate {
  return {
    value: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    ci: meanInterval(Float64Array.from(scores) as PerSeed),
  };
}

function noUnits(): LabelledUnits {
  return { units: 0, subsidised: 0, switched: 0, timing: 0, expanded: 0, negative: 0 };
}

/** Adds the second's units to the first's. */
function addUnits<T extends LabelledUnits>(sum: T, more: LabelledUnits): T {
  for (const label of ["units", "subsidised", "switched", "timing", "expanded", "negative"] as const)
    sum[label] += more[label];
  return sum;
}
