import { Market } from "../sim/market.js";
import { rootKey } from "../sim/math/key.js";
import { MECHANICS } from "../sim/scenario/promotions.js";
import type { Scenario } from "../sim/scenario.js";
import { orderPlaces } from "../sim/supply.js";
import { mean } from "./stats/descriptive.js";

/** A figure at both fidelities: means over replicates, and the shopper's standard error. */
export interface FidelityRow {
  readonly measure: "units" | "bump" | "dip" | "units with coupons" | "units towards a threshold";
  /** units; of dip, part of the bump */
  readonly shopper: number;
  readonly cohort: number;
  readonly standardError: number;
  /** cohort over shopper less one; of dip, cohort less shopper */
  readonly error: number;
}

export interface FidelityOptions {
  /** shoppers to simulate; default the scenario's */
  population?: number;
  /** seeds, at least 2 */
  replicates?: number;
  /** share of list price of the promotion */
  depth?: number;
}

const PROMOTED_DAYS = 7;
const DIP_DAYS = 28;

/** What one market's shoppers answer, in units; of dip, part of the bump. */
type Reactions = Record<FidelityRow["measure"], number>;

/**
 * What cohort fidelity misses of a scenario: units sold without promotion over 35 days, the bump of a week's promotion (own
 * units, each product alone, summed over products) and the dip in the 28 days after, as a part of the bump. Where a scenario
 * has coupons or spend thresholds, also the units sold with the deepest coupon, sent to everybody on the first day, and with
 * the first threshold of the menu, open for a week.
 *
 * Shelves are full, nothing goes bad, and campaigns and budgets are left out. Cohort sales are those of 1,000 times the population, so that what is seen is
 * the approximation and not its luck.
 *
 * @throws RangeError with fewer than 2 replicates
 */
export function measureFidelity(scenario: Scenario, options: FidelityOptions = {}): FidelityRow[] {
  const { population = scenario.population, replicates = 4, depth = 0.2 } = options;
  if (!(replicates >= 2)) throw new RangeError(`measureFidelity: needs at least 2 replicates, got ${replicates}`);
  const shop: Scenario = {
    ...scenario,
    population,
    products: scenario.products.map((product) => ({ ...product, initialStock: 1e12, shelfLifeDays: null })),
    calendar: { ...scenario.calendar, campaigns: [] },
    promotions: {
      ...scenario.promotions,
      coupons: scenario.promotions.coupons && { ...scenario.promotions.coupons, budget: null },
      everyday: { mechanics: [...MECHANICS], depthLimit: 1, budget: null, coolDownDays: 0, marginFloor: -1 },
    },
    events: { ...scenario.events, rate: 0 },
  };
  const crowd: Scenario = { ...shop, fidelity: "cohort", population: Math.min(1e8, 1000 * population) };
  const seeds = Array.from({ length: replicates }, (_, seed) => String(seed));
  const shopper = seeds.map((seed) => reactions({ ...shop, fidelity: "shopper" }, seed, depth));
  const cohort = seeds.map((seed) => reactions(crowd, seed, depth));
  const scale = population / crowd.population;
  const measures: FidelityRow["measure"][] = ["units", "bump", "dip"];
  if (scenario.promotions.coupons) measures.push("units with coupons");
  if (thresholdOf(scenario) > 0) measures.push("units towards a threshold");
  return measures.map((measure) => {
    const found = shopper.map((one) => one[measure]);
    const a = mean(found);
    const b = mean(cohort.map((one) => one[measure])) * (measure === "dip" ? 1 : scale);
    const spread = found.reduce((sum, x) => sum + (x - a) ** 2, 0) / (replicates - 1);
    return {
      measure,
      shopper: a,
      cohort: b,
      standardError: Math.sqrt(spread / replicates),
      error: measure === "dip" ? b - a : b / a - 1,
    };
  });
}

/** The first spend threshold in the list of choices, 0 none. */
function thresholdOf({ promotions }: Scenario): number {
  const at = promotions.menu.findIndex((offer) => offer.mechanic === "spend-threshold");
  return at < 0 ? 0 : promotions.depths.length + at + 1;
}

/** Units without promotion, and what promotions do under the same luck. */
function reactions(scenario: Scenario, seed: string, depth: number): Reactions {
  const P = scenario.products.length;
  const nothing = new Float64Array(P);
  const noOrder = new Float64Array(orderPlaces(scenario));
  const offer = new Float64Array(P);
  const market = new Market(scenario, rootKey(seed, "population", 0, 0));
  market.open(rootKey(seed, "warm-up", 0, 0));
  while (market.day < 0) market.runDay({ depth: nothing, order: noOrder });
  market.endWarmUp();
  market.open(rootKey(seed, "evaluate", 0, 0));
  const dayZero = market.snapshot();

  /** units by product, in the promoted week and after it */
  function sell(): { early: Float64Array; late: Float64Array } {
    market.restore(dayZero);
    const early = new Float64Array(P);
    const late = new Float64Array(P);
    for (let day = 0; day < PROMOTED_DAYS + DIP_DAYS; day++) {
      const { units } = market.runDay({ depth: day < PROMOTED_DAYS ? offer : nothing, order: noOrder });
      const into = day < PROMOTED_DAYS ? early : late;
      for (let p = 0; p < P; p++) into[p] += units[p];
    }
    return { early, late };
  }

  /** units of all products sold with a mechanic of the basket, in the promoted week and after it */
  function sellWith(mechanic: "coupon" | "spend-threshold"): number {
    market.restore(dayZero);
    const deepest = scenario.promotions.coupons?.depths.length ?? 0;
    const everybody = new Uint8Array(scenario.segments.length).fill(deepest);
    const place = MECHANICS.indexOf(mechanic) * P;
    let sold = 0;
    for (let day = 0; day < PROMOTED_DAYS + DIP_DAYS; day++) {
      const { mechanicUnits } = market.runDay(
        mechanic === "coupon"
          ? { order: noOrder, ...(day === 0 && { coupon: everybody }) }
          : { order: noOrder, basketOffer: day < PROMOTED_DAYS ? thresholdOf(scenario) : 0 },
      );
      for (let p = 0; p < P; p++) sold += mechanicUnits[place + p];
    }
    return sold;
  }

  const plain = sell();
  let units = 0;
  let bump = 0;
  let lost = 0;
  for (let p = 0; p < P; p++) {
    offer[p] = depth;
    const promoted = sell();
    offer[p] = 0;
    units += plain.early[p] + plain.late[p];
    bump += promoted.early[p] - plain.early[p];
    lost += plain.late[p] - promoted.late[p];
  }
  return {
    units,
    bump,
    dip: lost / bump,
    "units with coupons": scenario.promotions.coupons ? sellWith("coupon") : 0,
    "units towards a threshold": thresholdOf(scenario) > 0 ? sellWith("spend-threshold") : 0,
  };
}
