import type { Decisions } from "../sim/decisions.js";
import type { EventLog } from "../sim/events.js";
import type { DayReport } from "../sim/ledger.js";
import type { Scenario } from "../sim/scenario.js";
import type { Background } from "./levers/background.js";
import { availableLevers, type LeverForms } from "./levers/create-levers.js";
import type { LeverName } from "./levers/lever.js";
import type { Duopoly } from "./levers/rival.js";
import type { Engines } from "./market-engine.js";
import type { MarketMetrics } from "./market-metrics.js";
import { marketSeason } from "./market-season.js";
import type { Replicates } from "./replicates.js";
import type { EnvDef, Info } from "./types.js";

export type Phase = "horizon" | "tail";

export interface MarketOptions {
  scenario: Scenario;
  /** who decides the levers that the env does not hold, by name or as a function; defaults in `levers/background.ts` */
  background?: Background;
  /** days scored after the horizon, promotions off; default: the scenario's */
  tailDays?: number;
  /** sees every scored day, tail days included, when its books are closed, and what was decided for it; both are reused */
  onDay?: (report: DayReport, phase: Phase, decisions: Decisions) => void;
  /** what followed shoppers do on scored days is written here; whoever reads it empties it, in `onDay` at the latest */
  record?: EventLog;
  /** warm-ups to share with other envs of the same scenario object; default: one of the env's own */
  replicates?: Replicates;
  /** made by `vectorOf`: envs of the same options take turns on one market */
  engines?: Engines;
  /** a rival whose process is `decided`, played by a policy; or by an agent, where `Market-v1` has the lever `rival` */
  duopoly?: Duopoly;
}

/** What comes with an observation of a market. M and C are one array for one lever, one an entry for several. */
export interface MarketInfo<M = Uint8Array, C = Float64Array> extends Info {
  /** the last day run; the market's own. In an env of `vectorOf` the market is lent: valid until another env of it is touched */
  readonly report: DayReport;
  phase: Phase;
  /** undefined for a box */
  readonly mask: M & Info["mask"];
  /** what each slot is credited with on the last day of the horizon run, money; no part of the tail */
  readonly credit: C & Info["credit"];
  /** choices the env turned into none, and offers the market did */
  refused: number;
  readonly metrics: MarketMetrics;
}

type OneLever<A = Int32Array, Options = MarketOptions> = EnvDef<Float32Array, A, Options, MarketInfo>;
type PricingOptions = MarketOptions & Pick<LeverForms, "action">;
type CouponOptions = MarketOptions & Pick<LeverForms, "perShopper">;

/** A promotion a day for every product or category, and for baskets where the menu has thresholds. */
export const promotionEnv: OneLever = {
  id: "Promotion-v1",
  summary: "what to promote, and how deeply, every day",
  market: true,
  create: (options) => marketSeason("Promotion-v1", "promotion", options) as ReturnType<OneLever["create"]>,
};

/** A regular price a day for every product or category. */
export const pricingEnv: OneLever<Int32Array | Float32Array, PricingOptions> = {
  id: "Pricing-v1",
  summary: "what every product costs regularly, as a factor of its list price, every day",
  market: true,
  create: (options) => marketSeason("Pricing-v1", "pricing", options) as ReturnType<typeof pricingEnv.create>,
};

/** Coupons a day to segments, or shopper by shopper. */
export const couponEnv: OneLever<Int32Array, CouponOptions> = {
  id: "Coupon-v1",
  summary: "which coupon to send to whom, every day",
  market: true,
  create: (options) => marketSeason("Coupon-v1", "coupon", options) as ReturnType<typeof couponEnv.create>,
};

/** An order a day for every product, or every supplier of it; promotions in the background, none by default. */
export const restockEnv: OneLever = {
  id: "Restock-v1",
  summary: "how many cases of what to order, every day",
  market: true,
  create: (options) => marketSeason("Restock-v1", "restock", options) as ReturnType<OneLever["create"]>,
};

/** Money a day for every channel and segment. */
export const advertisingEnv: OneLever<Float32Array> = {
  id: "Advertising-v1",
  summary: "how much to spend on every channel and segment, every day",
  market: true,
  create: (options) =>
    marketSeason("Advertising-v1", "advertising", options) as ReturnType<typeof advertisingEnv.create>,
};

/** Products shown to every segment. */
export const slateEnv: OneLever = {
  id: "Slate-v1",
  summary: "which products to show to every segment, every day",
  market: true,
  create: (options) => marketSeason("Slate-v1", "slate", options) as ReturnType<OneLever["create"]>,
};

/** Those of an env's levers; the others are not there. */
type Parts<T> = { readonly [L in LeverName]: T };
type Actions = {
  readonly [L in LeverName]?: L extends "advertising"
    ? Float32Array
    : L extends "pricing"
      ? Int32Array | Float32Array
      : Int32Array;
};
type AllOptions = PricingOptions &
  CouponOptions & {
    /** which levers it has; default: promotion, pricing and restock, and coupon, advertising and slate where the scenario has them */
    levers?: readonly LeverName[];
  };
type AllLevers = EnvDef<Parts<Float32Array>, Actions, AllOptions, MarketInfo<Parts<Uint8Array>, Parts<Float64Array>>>;

/** All levers: a Dict whose entries are those of the envs of one lever. */
export const wholeMarketEnv: AllLevers = {
  id: "Market-v1",
  summary: "all levers of the market together, or those named, every day",
  market: true,
  create: (options) =>
    marketSeason("Market-v1", options.levers ?? availableLevers(options.scenario), options) as ReturnType<
      AllLevers["create"]
    >,
};
