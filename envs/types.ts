/**
 * The whole reinforcement-learning contract: spaces, what an env answers, what an agent is told, what both promise.
 * Everything here is a type, so that agents may import it without importing an env.
 *
 * Who owns a buffer. The env owns observations: two buffers made at creation, used in turn, each valid until the
 * second `step` after it, so that `observation` and `nextObservation` are both there when an agent learns. Results,
 * infos and transitions are reused objects. The agent owns its action; `step` reads it and never keeps it. Whoever
 * keeps, copies; only copies cross threads.
 *
 * Departs from Gymnasium (1.x): typed arrays for arrays, masks and credit in `info`, seeds are texts or numbers and are
 * hashed (never `seed + i`), and an episode is named by (seed, role, episode, slot), not by the state of a stream.
 */

import type { Mechanic } from "../sim/scenario.js";

/** One of n choices, 0 to n - 1. A value is a number. */
export interface DiscreteSpace {
  readonly kind: "discrete";
  readonly n: number;
}

/** A choice in each of several slots. A value is an Int32Array, value[slot] in 0 .. counts[slot] - 1. */
export interface MultiDiscreteSpace {
  readonly kind: "multi-discrete";
  readonly counts: readonly number[];
}

/** Real numbers within bounds, row-major. A value is a Float32Array of the product of `shape`. */
export interface BoxSpace {
  readonly kind: "box";
  readonly shape: readonly number[];
  /** inclusive lower bound of each element; -Infinity where there is none */
  readonly low: Float64Array;
  /** inclusive upper bound of each element; Infinity where there is none */
  readonly high: Float64Array;
}

/** Named parts. A value is an object with a value for every entry. */
export interface DictSpace<E extends Readonly<Record<string, PlainSpace>> = Readonly<Record<string, PlainSpace>>> {
  readonly kind: "dict";
  readonly entries: E;
}

export type PlainSpace = DiscreteSpace | MultiDiscreteSpace | BoxSpace;
export type Space = PlainSpace | DictSpace;

/** The value a space holds: `ValueOf<MultiDiscreteSpace>` is Int32Array. */
export type ValueOf<S> = S extends DiscreteSpace
  ? number
  : S extends MultiDiscreteSpace
    ? Int32Array
    : S extends BoxSpace
      ? Float32Array
      : S extends DictSpace<infer E>
        ? { [K in keyof E]: ValueOf<E[K]> }
        : never;

export type PlainValue = number | Int32Array | Float32Array;
export type Value = PlainValue | { readonly [entry: string]: PlainValue };

/** A source of random numbers that belongs to one agent (or one check); its state can be saved. */
export interface Rng {
  /** uniform on [0, 1) */
  uniform(): number;
  /** a whole number, uniform on 0 .. n - 1 */
  int(n: number): number;
  /** standard normal */
  normal(): number;
  /** draws taken from it and from its branches, where they are counted: one that decided without a draw decided surely */
  readonly taken?: { draws: number };
  /** plain data; `load` of it continues the same stream to the bit */
  save(): RngState;
  load(state: RngState): void;
}
export type RngState = { readonly [key: string]: unknown };

/** Why an episode is drawn; the four never share a draw. */
export type Role = "train" | "tune" | "evaluate" | "plan";

export interface ResetOptions {
  /** default "train" */
  role?: Role;
  /** which episode of that role; default: 0 after a new seed, else one more than the last */
  episode?: number;
  /** which env of a vector; default 0 */
  slot?: number;
}

/**
 * Legal choices, 1 legal and 0 not, flat over the slots of a discrete or multi-discrete action space: slot 0's choices
 * first. At least one choice of every slot is legal. For a Dict action space, one such array an entry; a box has none.
 */
export type Mask = Uint8Array | { readonly [entry: string]: Uint8Array };

/** What comes with an observation. Reused: valid until the next step. Envs add their own fields. */
export interface Info {
  /** choices legal now, that is for the next action */
  mask?: Mask;
  /** choices of the last action that the env refused (each became "none") */
  refused?: number;
  /**
   * The part of the last reward credited to each slot of a multi-discrete action or element of a box, the reward's unit;
   * for a Dict action space one array an entry. An approximation where slots interact.
   */
  credit?: Float64Array | { readonly [entry: string]: Float64Array };
  /** figures of the episode so far, by name, in the units of the env's docs */
  metrics?: { readonly [name: string]: number };
  /**
   * Of a market whose coupons are decided shopper by shopper: what the shop knows of each, row-major [population, columns],
   * columns as in `shopper-cards.ts`. The env's own, brought up to date by every step.
   */
  shoppers?: Float32Array;
}

/** One named element of a Box observation. */
export interface ObservationSlot {
  /** unique; a slot of a thing reads `stock/cola` */
  readonly name: string;
  readonly meaning: string;
  readonly unit: string;
  /** the element times this is the amount in `unit`; 1 where left out. A power of two, so that the product is exact */
  readonly scale?: number;
  /** bounds of the element itself, not of the amount; an amount beyond them reads as the bound */
  readonly low: number;
  readonly high: number;
}

export interface StepResult<O = Value, I extends Info = Info> {
  observation: O;
  reward: number;
  /** the task's own end: no value beyond it */
  terminated: boolean;
  /** cut by a limit from outside: the state still has a value */
  truncated: boolean;
  info: I;
}

export interface ResetResult<O = Value, I extends Info = Info> {
  observation: O;
  info: I;
}

/** A problem in Gymnasium's shape. O and A are the values of its spaces. */
export interface Env<O = Value, A = Value, I extends Info = Info> {
  readonly id: string;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** the table of a Box observation, by element; for a Dict observation one table an entry; empty for Discrete */
  readonly slots: readonly ObservationSlot[] | { readonly [entry: string]: readonly ObservationSlot[] };
  /** public facts of a market env; undefined elsewhere */
  readonly brief?: MarketBrief;
  /** Starts an episode. Without a seed the last one goes on; the first of all is "0". */
  reset(options?: { seed?: string | number; options?: ResetOptions }): ResetResult<O, I>;
  step(action: A): StepResult<O, I>;
  /** the whole state as plain data, where the env can */
  snapshot?(): EnvSnapshot;
  restore?(snapshot: EnvSnapshot): void;
  /** a second env in the same state that will meet the same luck */
  fork?(): Env<O, A, I>;
  close(): void;
}
export type EnvSnapshot = { readonly [key: string]: unknown };

/** A problem by name. `create` makes an env; options are the env's own, all optional. */
export interface EnvDef<O = Value, A = Value, Options = never, I extends Info = Info> {
  readonly id: string;
  readonly summary: string;
  /** true where options.scenario is needed */
  readonly market: boolean;
  create(options: Options): Env<O, A, I>;
}

/** One step as an agent sees it when it learns. Valid during the call only. */
export interface Transition<O = Value, A = Value> {
  observation: O;
  action: A;
  reward: number;
  nextObservation: O;
  terminated: boolean;
  truncated: boolean;
  /** the info that came with `nextObservation`: its mask is the mask of the next choice */
  info: Info;
}

/** Saved state of an agent: plain data and typed arrays, so that it survives structured clone and JSON. */
export type AgentState = { readonly [key: string]: unknown };

export interface Agent<O = Value, A = Value> {
  /** Once before the first `act` of an episode. In an evaluation (`training` false) `learn` is not called. */
  begin?(episode: { training: boolean }): void;
  act(observation: O, info: Info): A;
  /**
   * With which chance `act` would now give each choice of a discrete or multi-discrete action: flat over slots as a mask is, each
   * slot's adding up to 1, slots drawn independently of each other. Draws and changes nothing; its own buffer, valid until the agent's next call. Left
   * out where the agent draws and cannot tell, or never draws.
   */
  chances?(observation: O, info: Info): Float64Array;
  learn?(transition: Transition<O, A>): void;
  /** what it learnt, with its random stream's state where it draws; `load` of it goes on bit-equal */
  save(): AgentState;
  load(state: AgentState): void;
}

/** What an agent is told at creation, and all that it is told. */
export interface AgentContext {
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** choices of a Discrete action space; 0 for the others */
  readonly actions: number;
  /** as Env.slots */
  readonly slots: Env["slots"];
  readonly rng: Rng;
  /** public facts of the market; undefined outside it */
  readonly brief?: MarketBrief;
  /** which lever of the market the action space is; undefined outside the market and for all levers at once */
  readonly lever?: "promotion" | "pricing" | "coupon" | "restock" | "advertising" | "slate" | "rival";
  /**
   * What a usual reward is and how much it varies, the reward's unit: in the market the mean and standard deviation of a
   * slot's credit in the planning log. Undefined where nobody knows: rewards are then taken as they come.
   */
  readonly rewardScale?: { readonly mean: number; readonly standardDeviation: number };
  /** a log under randomised promotions, drawn under planning seeds; there when the definition asks for it */
  readonly log?: PlanningLog;
  /** there when the definition asks for it */
  readonly lp?: LinearSolver;
  /** the market as it is, which the oracle alone is given */
  readonly truth?: Truth;
}

/** The true market, to try policies in before they play: the replicate's own shoppers, under the luck of planning seeds. */
export interface Truth {
  /**
   * Plays a season, horizon and tail; nothing is taught.
   *
   * @param season  whole number from 0: equal ones bring equal luck
   * @returns sum of rewards
   */
  // biome-ignore lint/suspicious/noExplicitAny: whoever tries an agent made it for the market's spaces
  play(agent: Agent<any, any>, season: number): number;
}

export interface LinearProgram {
  readonly sense: "maximise" | "minimise";
  /** unique names: letters, digits, _ */
  readonly variables: readonly { name: string; objective: number; low?: number; high?: number; integer?: boolean }[];
  /** low <= sum of coefficient x variable <= high; variables by index */
  readonly constraints: readonly {
    name: string;
    terms: readonly (readonly [variable: number, coefficient: number])[];
    low?: number;
    high?: number;
  }[];
}
export interface LinearSolution {
  readonly status: "optimal" | "infeasible" | "unbounded" | "stopped";
  readonly objective: number;
  /** shape [variables] */
  readonly values: Float64Array;
  /** shadow price of every constraint: gain of the objective for one more unit of its binding bound; 0 for MIPs */
  readonly shadowPrices: Float64Array;
}
export interface LinearSolver {
  solve(program: LinearProgram): LinearSolution;
}

/** What a retailer knows of its own shop without looking at a shopper. Indices are those of the observation's tables. */
export interface MarketBrief {
  readonly products: readonly {
    readonly name: string;
    /** index into `categories` */
    readonly category: number;
    readonly listPrice: number;
    readonly unitCost: number;
    /** a unit left at the end of a day */
    readonly holdingCost: number;
    /** an order, whatever its size */
    readonly orderingCost: number;
    /** of several suppliers the first one's mean, rounded up; so is `orderingCost` the first one's */
    readonly leadTimeDays: number;
    readonly initialStock: number;
    /** what a unit left at the end is worth */
    readonly salvageValue: number;
    /** days a unit is sold for, that of its arrival included, the oldest first; then it is thrown away. Left out: it keeps */
    readonly shelfLifeDays?: number;
  }[];
  readonly categories: readonly string[];
  readonly horizonDays: number;
  /** days scored after the horizon, promotions off */
  readonly tailDays: number;
  /**
   * What the promotion lever may choose, a slot each; choice 0 is none. A slot of spend thresholds comes last, by the name
   * `basket`, and covers all products; the depth of an offer that is no share of the price is the largest share it can be.
   */
  readonly promotionSlots: readonly {
    readonly name: string;
    /** product indices the slot's offer covers */
    readonly products: readonly number[];
    readonly choices: readonly { readonly mechanic: "none" | Mechanic; readonly depth: number }[];
  }[];
  /** factors of the list price that each choice of the pricing lever sets, a slot each */
  readonly pricingSlots: readonly {
    readonly name: string;
    readonly products: readonly number[];
    readonly multipliers: readonly number[];
  }[];
  /** depth of the coupon that each choice of the coupon lever sends, a slot a segment; choice 0 is none; empty: no coupons */
  readonly couponSlots: readonly { readonly name: string; readonly depths: readonly number[] }[];
  /** units ordered by each choice of the restock lever, a slot a supplier of a product; choice 0 is no order */
  readonly restockSlots: readonly {
    readonly name: string;
    readonly product: number;
    readonly units: readonly number[];
    /** smallest order but none */
    readonly leastCases: number;
  }[];
  /** elements of the advertising lever, `channel/segment`; empty: no advertising */
  readonly advertisingSlots: readonly {
    readonly name: string;
    readonly channel: number;
    /** index into `segments` */
    readonly segment: number;
  }[];
  /** slots of the slate lever, `segment/place`, best place first; choice 0 is empty, p + 1 shows product p; empty: no slates */
  readonly slateSlots: readonly {
    readonly name: string;
    readonly segment: number;
    /** 0 is the best */
    readonly place: number;
  }[];
  /** names */
  readonly segments: readonly string[];
  /** rules outside campaigns; budget is money over the whole episode, Infinity where there is none */
  readonly everyday: PromotionRules;
  readonly campaigns: readonly ({
    readonly name: string;
    readonly firstDay: number;
    readonly lastDay: number;
    /** product indices it covers */
    readonly products: readonly number[];
    /** money a promoted unit, paid by the vendor, as a share of the list price */
    readonly vendorFunding: number;
  } & PromotionRules)[];
  /** day 0's weekday, 0 Monday */
  readonly firstWeekday: number;
}
export interface PromotionRules {
  /** mechanics allowed; none of them: no promotion at all */
  readonly mechanics: readonly Mechanic[];
  /** largest share of the list price given away */
  readonly depthLimit: number;
  /** money given away at most, over the whole campaign (or episode); Infinity where there is none */
  readonly budget: number;
  /** days a product rests after an offer on it ends */
  readonly coolDownDays: number;
  /** smallest share of the offer's price that must remain over unit cost, net of vendor funding */
  readonly marginFloor: number;
}

/**
 * A log of the market under randomised promotions (background restocking), drawn under planning seeds: what an agent may
 * estimate from before it acts. Arrays are row-major [days, ...]; episodes follow each other, `day` restarts at 0.
 */
export interface PlanningLog {
  readonly days: number;
  /** day of its episode, shape [days] */
  readonly day: Int32Array;
  /** index of the open campaign, -1 none, shape [days] */
  readonly campaign: Int32Array;
  /** shoppers who came, shape [days] */
  readonly visits: Float64Array;
  /** share of the list price given away, shape [days, products] */
  readonly depth: Float64Array;
  /** units sold, shape [days, products] */
  readonly units: Float64Array;
  /** 1 where the product ran out during the day, shape [days, products] */
  readonly stockOut: Uint8Array;
  /** what the promotion lever chose, shape [days, promotion slots] */
  readonly choice: Int32Array;
  /** the credit of each promotion slot, money, shape [days, promotion slots] */
  readonly credit: Float64Array;
  /** profit of the day, money, shape [days] */
  readonly profit: Float64Array;
}

/**
 * A Markov decision process whose states, actions and outcomes can be listed. The outcomes of (state, action) are entries
 * `first[state x actions + action]` to `first[... + 1] - 1` of the four arrays below.
 */
export interface FiniteProcess {
  readonly states: number;
  readonly actions: number;
  /** probability that an episode starts in a state, shape [states] */
  readonly start: Float64Array;
  /** shape [states x actions + 1] */
  readonly first: Int32Array;
  readonly probability: Float64Array;
  readonly next: Int32Array;
  readonly reward: Float64Array;
  /** 1 where the outcome ends the episode */
  readonly ends: Uint8Array;
  /** 1 where an action may be taken, shape [states, actions]; left out: all may */
  readonly legal?: Uint8Array;
}
