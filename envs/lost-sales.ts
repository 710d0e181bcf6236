import { exp } from "../sim/math/elementary.js";
import { type Key, rootKey, subKey, uniformAt } from "../sim/math/key.js";
import { type EpisodeName, nextEpisode } from "./episode-name.js";
import { box, discrete } from "./spaces.js";
import type { Env, EnvDef, Info, ObservationSlot } from "./types.js";
import { timeLimit } from "./wrappers/time-limit.js";

export interface LostSalesOptions {
  /** law of a period's demand; default "poisson" */
  demand?: "poisson" | "geometric";
  /** units wanted a period; default 5 */
  mean?: number;
  /** periods from an order to its receipt, 1 or more; default 2 */
  leadTime?: number;
  /** cost of a unit left at a period's end; default 1 */
  holding?: number;
  /** cost of a unit wanted and not there; default 4 */
  penalty?: number;
  /** largest order, units; default four periods' mean demand */
  maxOrder?: number;
  /** periods after which an episode is truncated; default 1000 */
  horizon?: number;
}

export interface LostSalesInfo extends Info {
  /** meanCost: of the periods so far, 0 before the first */
  readonly metrics: { readonly meanCost: number };
}

/**
 * Order q while earlier orders are still under way, and lose what is wanted and not there. With x[0] on hand after receipt,
 * x[1], ... x[L-1] what arrives in the next periods, and demand D:
 *
 *   reward = -holding (x[0] - D)+ - penalty (D - x[0])+,  next x = ((x[0] - D)+ + x[1], x[2], ..., q);  L = 1: (x[0] - D)+ + q
 *
 * The action is q, the observation x in units of 16, read at most 1024 units. An episode starts with the mean demand on hand
 * and in every place. It never ends by itself. A larger mean never gives a smaller demand under the same luck.
 *
 * @throws RangeError at an option out of range
 * @see Zipkin (2008), Old and new methods for lost-sales inventory systems, Operations Research 56(5)
 */
export const lostSales: EnvDef<Float32Array, number, LostSalesOptions, LostSalesInfo> = {
  id: "LostSales-v1",
  summary: "order ahead of a random demand that does not wait",
  market: false,
  create: (options) => {
    const problem = lostSalesProblem(options);
    const { horizon = 1000 } = options;
    const ahead = new Int32Array(problem.leadTime).fill(Math.round(problem.mean));
    return timeLimit(shop(problem, { name: undefined, period: 0, cost: 0, ahead }), horizon);
  },
};

/** The problem with everything said. */
export interface LostSalesProblem extends Required<Omit<LostSalesOptions, "demand" | "horizon">> {
  /** probabilities of 0, 1, 2, ... units wanted; the rare rest is with the last */
  readonly demand: Float64Array;
}

/** Options with their defaults, and the law of demand. @throws RangeError as the env does */
export function lostSalesProblem(options: LostSalesOptions = {}): LostSalesProblem {
  const { demand = "poisson", mean = 5, leadTime = 2, holding = 1, penalty = 4 } = options;
  const { maxOrder = Math.ceil(4 * mean) } = options;
  const refuse = (name: string, needs: string, got: unknown) => {
    throw new RangeError(`LostSales-v1: ${name} must be ${needs}, got ${got}`);
  };
  if (demand !== "poisson" && demand !== "geometric") refuse("demand", "poisson or geometric", demand);
  if (!(mean > 0 && mean <= 500)) refuse("mean", "above 0 and at most 500", mean);
  if (!Number.isSafeInteger(leadTime) || leadTime < 1) refuse("leadTime", "a whole number of at least 1", leadTime);
  for (const [name, cost] of Object.entries({ holding, penalty }))
    if (!(cost >= 0 && Number.isFinite(cost))) refuse(name, "at least 0", cost);
  if (!Number.isSafeInteger(maxOrder) || maxOrder < 1) refuse("maxOrder", "a whole number of at least 1", maxOrder);
  return { demand: demandLaw(demand, mean), mean, leadTime, holding, penalty, maxOrder };
}

/** Probabilities until what is left is below 1e-14, which the last one takes. */
function demandLaw(law: "poisson" | "geometric", mean: number): Float64Array {
  const probability: number[] = [];
  let left = 1;
  let term = law === "poisson" ? exp(-mean) : 1 / (1 + mean);
  for (let units = 1; left > 1e-14 || units <= mean; units++) {
    probability.push(term);
    left -= term;
    term *= law === "poisson" ? mean / units : mean / (1 + mean);
  }
  probability[probability.length - 1] += left;
  return Float64Array.from(probability);
}

interface State {
  name: EpisodeName | undefined;
  period: number;
  /** of all periods so far */
  cost: number;
  /** x */
  ahead: Int32Array;
}

const SCALE = 16;
const FURTHEST = 64;
const GUIDES = 256;

function shop(problem: LostSalesProblem, state: State): Env<Float32Array, number, LostSalesInfo> {
  const { demand, leadTime, holding, penalty, maxOrder } = problem;
  const upTo = new Float64Array(demand.length);
  for (let units = 0, sum = 0; units < demand.length; units++) {
    sum += demand[units];
    upTo[units] = sum;
  }
  // where the search for a uniform's demand starts, by its first eight bits
  const guide = Int32Array.from({ length: GUIDES }, (_, i) => upTo.findIndex((sum) => sum > i / GUIDES));
  const slots = Array.from(
    { length: leadTime },
    (_, i): ObservationSlot => ({
      name: i === 0 ? "on-hand" : `arrives/${i}`,
      meaning: i === 0 ? "units on hand after receipt" : "units that arrive after so many periods",
      unit: "units",
      scale: SCALE,
      low: 0,
      high: FURTHEST,
    }),
  );
  const metrics = { meanCost: 0 };
  const info: LostSalesInfo = { metrics };
  const buffers = [new Float32Array(leadTime), new Float32Array(leadTime)];
  let turn = 0;
  const result = { observation: buffers[0], reward: 0, terminated: false, truncated: false, info };
  const started = { observation: buffers[0], info };
  let key = open();

  function open(): Key {
    const { seed, role, episode, slot } = state.name ?? nextEpisode(undefined);
    metrics.meanCost = state.period > 0 ? state.cost / state.period : 0;
    return subKey(rootKey(seed, role, episode, slot), "demand");
  }

  function seen(): Float32Array<ArrayBuffer> {
    turn = 1 - turn;
    const out = buffers[turn];
    for (let i = 0; i < leadTime; i++) out[i] = Math.min(FURTHEST, state.ahead[i] / SCALE);
    return out;
  }

  return {
    id: "LostSales-v1",
    observationSpace: box(0, FURTHEST, [leadTime]),
    actionSpace: discrete(maxOrder + 1),
    slots,
    reset(options) {
      state.name = nextEpisode(state.name, options);
      state.period = 0;
      state.cost = 0;
      state.ahead.fill(Math.round(problem.mean));
      key = open();
      started.observation = seen();
      return started;
    },
    step(order) {
      const { ahead } = state;
      const uniform = uniformAt(key.key0, key.key1, state.period);
      let wanted = guide[(uniform * GUIDES) | 0];
      while (uniform > upTo[wanted] && wanted < demand.length - 1) wanted += 1;
      const rest = ahead[0] - wanted;
      const cost = rest >= 0 ? holding * rest : -penalty * rest;
      const kept = Math.max(rest, 0);
      if (leadTime === 1) ahead[0] = kept + order;
      else {
        ahead[0] = kept + ahead[1];
        for (let i = 1; i < leadTime - 1; i++) ahead[i] = ahead[i + 1];
        ahead[leadTime - 1] = order;
      }
      state.period += 1;
      state.cost += cost;
      metrics.meanCost = state.cost / state.period;
      result.reward = -cost;
      result.observation = seen();
      return result;
    },
    snapshot: () => ({ ...state, ahead: state.ahead.slice() }),
    restore(snapshot) {
      Object.assign(state, snapshot);
      state.ahead = (snapshot.ahead as Int32Array).slice();
      key = open();
    },
    fork: () => shop(problem, { ...state, ahead: state.ahead.slice() }),
    close() {},
  };
}
