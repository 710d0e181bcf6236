import type { Market } from "../sim/market.js";
import { marketBrief } from "./brief.js";
import { resolveBackground } from "./levers/background.js";
import { createLever, type LeverForms } from "./levers/create-levers.js";
import { createSheet, type DecisionSheet, decisionsOf, type SheetDecisions } from "./levers/decision-sheet.js";
import { type BackgroundPolicy, LEVERS, type Lever, type LeverName } from "./levers/lever.js";
import { rivalBackground } from "./levers/rival.js";
import { createShop, type OpenShop } from "./levers/shop.js";
import type { MarketOptions } from "./market-env.js";
import { createMetricsAdder, type MetricsAdder } from "./market-metrics.js";
import { createReplicates, type Replicate } from "./replicates.js";
import type { MarketBrief } from "./types.js";

export type SeasonOptions = MarketOptions & LeverForms;

/**
 * What a market env works with and keeps nothing of its own in: levers, policies, the sheet of decisions, and the markets. Of
 * an env alone or of several that take turns.
 */
export interface MarketEngine {
  readonly brief: MarketBrief;
  readonly tailDays: number;
  /** the levers its agent holds, in the order of LEVERS */
  readonly levers: readonly Lever[];
  readonly sheet: DecisionSheet;
  readonly decisions: SheetDecisions;
  /** what goes on in the tail */
  readonly tailDecisions: SheetDecisions;
  readonly freePolicies: readonly BackgroundPolicy[];
  readonly tailPolicies: readonly BackgroundPolicy[];
  /** whether offers that the market refuses are the agent's */
  readonly countsMarket: boolean;
  readonly perShopper: boolean;
  readonly metrics: MetricsAdder;
  /** whether several envs may take turns on it */
  readonly shared: boolean;
  /** A seat where the seed is played, on the morning of day 0. */
  join(seed: string): Seat;
  /** A seat at a market that is there already, whose state is the seat's. */
  settle(replicate: Replicate, market: Market): Seat;
  leave(seat: Seat): void;
}

/** A seed's market with its shop, and the seat whose state is in it. */
export interface Stage {
  readonly replicate: Replicate;
  readonly market: Market;
  readonly shop: OpenShop;
  seats: number;
  seated: Seat | null;
}

/** An env's place on a stage. */
export interface Seat {
  readonly stage: Stage;
  /** the market's state, its own while another's is there; null where it never was: day 0 */
  away: Uint8Array | null;
}

/** Brings the seat's state into the market and lets the shop see it, unless it is there. Whatever an env does starts so. */
export function take(seat: Seat): void {
  const { stage, away } = seat;
  const { seated, market, shop } = stage;
  if (seated === seat) return;
  if (seated) {
    seated.away ??= new Uint8Array(market.stateBytes);
    market.save(seated.away);
  }
  stage.seated = seat;
  if (away) {
    market.load(away);
    shop.recall();
  } else {
    market.restore(stage.replicate.dayZero);
    shop.look();
  }
}

/**
 * @param which   the lever its agent holds, or several
 * @throws RangeError as `marketSeason` says
 */
export function createEngine(
  id: string,
  which: LeverName | readonly LeverName[],
  options: SeasonOptions,
  shared = false,
): MarketEngine {
  const { scenario, record, replicates = createReplicates(), tailDays = scenario.tailDays } = options;
  if (!Number.isSafeInteger(tailDays) || tailDays < 0)
    throw new RangeError(`${id}: tailDays must be a whole number of at least 0, got ${tailDays}`);
  const names = typeof which === "string" ? [which] : checkedNames(id, which);
  const brief = marketBrief(scenario, tailDays);
  const levers = names.map((name) => createLever(name, scenario, brief, options));
  const background = resolveBackground(options.background);
  const rival = options.duopoly && !names.includes("rival") ? rivalBackground(scenario, brief, options.duopoly) : null;
  const policies = { ...background, rival };
  const free = LEVERS.filter((name) => !names.includes(name) && policies[name] !== null);
  const afterwards = TAIL_LEVERS.filter((name) => policies[name] !== null);
  const perShopper = names.includes("coupon") && options.perShopper === true;
  if (perShopper && record)
    throw new RangeError(`${id}: coupons by shopper are decided on records of the env's own; leave out record`);
  const sheet = createSheet(scenario, brief.categories.length, perShopper);
  const stages = new Map<string, Stage>();

  function open(replicate: Replicate, shop: OpenShop): Stage {
    const stage = { replicate, market: shop.market, shop, seats: 0, seated: null };
    stages.set(replicate.seed, stage);
    return stage;
  }

  function openFor(seed: string): Stage {
    const replicate = replicates.get(scenario, background, seed, perShopper);
    const shop = replicate.open();
    if (record) shop.market.record(record);
    return open(replicate, shop);
  }

  function sit(stage: Stage): Seat {
    stage.seats += 1;
    return { stage, away: null };
  }

  return {
    brief,
    tailDays,
    levers,
    sheet,
    decisions: decisionsOf(sheet, new Set([...names, ...free])),
    tailDecisions: decisionsOf(sheet, new Set(afterwards)),
    freePolicies: free.map((name) => policies[name] as BackgroundPolicy),
    tailPolicies: afterwards.map((name) => policies[name] as BackgroundPolicy),
    countsMarket: names.includes("promotion") || (names.includes("coupon") && policies.promotion === null),
    perShopper,
    metrics: createMetricsAdder(scenario),
    shared,
    join: (seed) => sit(stages.get(seed) ?? openFor(seed)),
    settle(replicate, market) {
      const seat = sit(open(replicate, createShop(market)));
      seat.stage.seated = seat;
      return seat;
    },
    leave({ stage }) {
      stage.seats -= 1;
      if (stage.seats === 0) stages.delete(stage.replicate.seed);
    },
  };
}

/** Engines to share: envs of the same id and the same options, value by value, take turns on one. */
export interface Engines {
  get(id: string, which: LeverName | readonly LeverName[], options: SeasonOptions): MarketEngine;
}

/**
 * Several cohort envs in turn find what they work with in the processor's cache, as one env does; only the state of each, a few
 * kilobytes, comes and goes. Envs of shoppers, whose state is most of what they hold, get an engine each.
 */
export function createEngines(): Engines {
  const known: { key: string; options: SeasonOptions; engine: MarketEngine }[] = [];
  return {
    get(id, which, options) {
      if (options.scenario.fidelity !== "cohort") return createEngine(id, which, options);
      const key = [id, which].join();
      const found = known.find((one) => one.key === key && sameValues(one.options, options));
      if (found) return found.engine;
      const engine = createEngine(id, which, options, true);
      known.push({ key, options, engine });
      return engine;
    },
  };
}

function sameValues(a: SeasonOptions, b: SeasonOptions): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof SeasonOptions>;
  for (const name of names) if (name !== ("levers" as never) && a[name] !== b[name]) return false;
  return true;
}

/** What goes on in the tail. */
const TAIL_LEVERS = ["restock", "slate", "rival"] as const;

/** Levers by name, in the order of LEVERS. @throws RangeError where one is unknown or there is none */
function checkedNames(id: string, names: readonly LeverName[]): LeverName[] {
  const strange = names.filter((name) => !LEVERS.includes(name));
  if (strange.length > 0) throw new RangeError(`${id}: no lever ${strange.join(", ")}; there are ${LEVERS.join(", ")}`);
  if (names.length === 0) throw new RangeError(`${id}: needs at least one lever, got none`);
  return LEVERS.filter((name) => names.includes(name));
}
