/** A product under periodic review that keeps for some periods only; unmet demand is lost. Money is a unit but `orderingCost`. */
export interface PerishableSystem {
  /** probabilities of 0, 1, 2, ... units wanted in a period */
  readonly demand: Float64Array;
  /** periods that a unit is sold for, counting the one it arrives in; 1 or more */
  readonly shelfLife: number;
  /** periods from an order to its receipt; 0: it is sold in its own period */
  readonly leadTime: number;
  /** which units are sold first: the oldest, as where shelves are filled from behind, or the freshest, as where shoppers reach */
  readonly issuing: "oldest" | "freshest";
  /** of a unit that is kept for the period after */
  readonly holding: number;
  /** of a unit wanted and not there */
  readonly penalty: number;
  /** of a unit that is thrown away at the end of its last period */
  readonly waste: number;
  /** paid for an order, whatever its size */
  readonly orderingCost: number;
}

/**
 * Orders a quantity in a state: x[0] units that are sold in this period or thrown away, x[1] those with a period more, and so on;
 * after the ages on the shelf come the orders under way. Shape [shelfLife + leadTime - 1].
 */
export type PerishableRule = (state: Int32Array) => number;

export interface PerishableAnswer {
  readonly rule: PerishableRule;
  /** long-run, a period */
  readonly averageCost: number;
}

/**
 * The rule of least long-run average cost, by relative value iteration over units by age and orders under way:
 *
 *   V(x) <- min over q of  K 1{q > 0} + E[ p lost + w old + h kept + V(x', q) ]
 *
 * with (x', q) what is left of every age moved on by one. Orders are bounded, first by what is
 * wanted in nine periods of ten; the bound grows while a best order reaches it.
 *
 * @param tolerance  of the average cost
 * @throws RangeError at a life, lead time or cost out of range, or where the states are more than a million
 * @see Nahmias (1975), Optimal ordering policies for perishable inventory II, and Fries (1975), Optimal ordering policy for a
 *   perishable commodity with fixed lifetime, both Operations Research 23(4); Puterman (1994), sections 8.5.4 and 8.5.5
 */
export function bestPerishable(system: PerishableSystem, tolerance = 1e-6): PerishableAnswer {
  check(system);
  let most = Math.max(1, fractileOf(system.demand, 0.9));
  for (;;) {
    const grid = createGrid(system, most);
    const averageCost = iterate(grid, undefined, tolerance);
    if (!grid.policy.includes(most)) return { rule: (state) => grid.policy[indexOf(grid, state)], averageCost };
    most = Math.ceil(1.25 * most);
  }
}

/**
 * What a rule costs a period in the long run, from an empty shop.
 *
 * @param most  units that the rule never orders beyond
 * @throws RangeError as `bestPerishable`
 */
export function perishableCost(system: PerishableSystem, rule: PerishableRule, most: number, tolerance = 1e-6): number {
  check(system);
  return iterate(createGrid(system, most), rule, tolerance);
}

/** The best level to order up to of all units on the shelf and under way, whatever their age: costs rise on both sides of it. */
export function bestPerishableLevel(system: PerishableSystem): PerishableAnswer & { readonly level: number } {
  const ruleOf = (level: number) => (state: Int32Array) =>
    Math.max(0, level - state.reduce((sum, units) => sum + units, 0));
  let best = { level: 0, averageCost: Number.POSITIVE_INFINITY };
  for (let level = 0; ; level++) {
    const averageCost = perishableCost(system, ruleOf(level), Math.max(1, level));
    if (averageCost > best.averageCost) return { ...best, rule: ruleOf(best.level) };
    best = { level, averageCost };
  }
}

interface Grid {
  readonly system: PerishableSystem;
  readonly side: number;
  readonly states: number;
  readonly policy: Int32Array;
}

const MOST_STATES = 1_000_000;
/** Part of a change that is made at a sweep: below 1 it settles also where states come round in turn. */
const STEP = 0.9;

function createGrid(system: PerishableSystem, most: number): Grid {
  const side = most + 1;
  let states = 1;
  for (let place = 1; place < system.shelfLife + system.leadTime; place++) states *= side;
  if (states > MOST_STATES)
    throw new RangeError(
      `perishable: ${states} states at shelf life ${system.shelfLife} and lead time ${system.leadTime}, expected at most ${MOST_STATES}`,
    );
  return { system, side, states, policy: new Int32Array(states) };
}

function indexOf({ side }: Grid, state: Int32Array): number {
  let at = 0;
  for (let place = state.length - 1; place >= 0; place--) at = at * side + Math.min(side - 1, state[place]);
  return at;
}

/** Relative value iteration, under `rule` from an empty shop or the best orders; answers the average cost. */
function iterate(grid: Grid, rule: PerishableRule | undefined, tolerance: number): number {
  const { system, side, states, policy } = grid;
  const { leadTime, orderingCost } = system;
  const places = system.shelfLife + leadTime - 1;
  if (rule !== undefined) fill(grid, places, rule);
  const outcomes = createOutcomes(grid, places);
  // under a rule the orders may go round in ways that never meet: only those that begin with an empty shop count
  const played = rule === undefined ? undefined : reachable(policy, outcomes);
  const count = played?.length ?? states;
  let value = new Float64Array(states);
  let better = new Float64Array(states);
  for (;;) {
    let least = Number.POSITIVE_INFINITY;
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const at = played === undefined ? i : played[i];
      let best = Number.POSITIVE_INFINITY;
      const from = rule === undefined ? 0 : policy[at];
      const to = rule === undefined ? side - 1 : from;
      for (let order = from; order <= to; order++) {
        const cost = (order > 0 ? orderingCost : 0) + outcomes.expected(at, order, value);
        if (cost < best - 1e-12) {
          best = cost;
          policy[at] = order;
        }
      }
      const change = best - value[at];
      better[at] = value[at] + STEP * change;
      if (change < least) least = change;
      if (change > largest) largest = change;
    }
    const shift = better[0];
    for (let i = 0; i < count; i++) better[played === undefined ? i : played[i]] -= shift;
    [value, better] = [better, value];
    if (largest - least < tolerance) return 0.5 * (largest + least);
  }
}

function fill(grid: Grid, places: number, rule: PerishableRule): void {
  const { side, states, policy } = grid;
  const state = new Int32Array(places);
  for (let at = 0; at < states; at++) {
    unpack(at, side, state);
    policy[at] = Math.min(side - 1, rule(state));
  }
}

/**
 * What may follow a state and an order. At a lead time of 1 or more nothing ordered is sold at once, so that costs and what is
 * left go by the state alone and are worked out once; at 0 they go by the state and the order.
 */
function createOutcomes({ system, side, states }: Grid, places: number) {
  const { demand, leadTime } = system;
  const now = leadTime === 0 ? side : 1;
  const D = demand.length;
  const cost = new Float64Array(states * now);
  const next = new Int32Array(states * now * D);
  const reached = new Int32Array(states * now);
  const chance = new Float64Array(D);
  for (let d = D - 1, above = 0; d >= 0; d--) {
    above += demand[d];
    chance[d] = above;
  }
  const units = new Int32Array(places + 1);
  const left = new Int32Array(places + 1);
  for (let row = 0; row < states * now; row++) {
    unpack(row, side, units);
    const shelf = units.subarray(0, system.shelfLife);
    const there = shelf.reduce((sum, n) => sum + n, 0);
    reached[row] = Math.min(there, D - 1);
    for (let d = 0; d < D; d++) {
      cost[row] += demand[d] * periodCost(system, units, d, left);
      if (d <= reached[row]) next[row * D + d] = pack(left, side);
    }
  }
  const top = states / side;
  return {
    /** expected cost of the period and value of the next */
    expected(at: number, order: number, value: Float64Array): number {
      const row = leadTime === 0 ? order * states + at : at;
      // at lead times above 0 the order is the last place of the next state
      const added = leadTime === 0 ? 0 : order * top;
      const last = reached[row];
      let expected = cost[row];
      for (let d = 0; d < last; d++) expected += demand[d] * value[next[row * D + d] + added];
      return expected + chance[last] * value[next[row * D + last] + added];
    },
    /** every state that may follow */
    after(at: number, order: number, visit: (state: number) => void): void {
      const row = leadTime === 0 ? order * states + at : at;
      const added = leadTime === 0 ? 0 : order * top;
      for (let d = 0; d <= reached[row]; d++) visit(next[row * D + d] + added);
    },
  };
}

/** Cost of a period in which d units are wanted. @param left  what is left of every place, overwritten */
function periodCost(
  { shelfLife, issuing, holding, penalty, waste }: PerishableSystem,
  units: Int32Array,
  d: number,
  left: Int32Array,
): number {
  left.set(units);
  let wanted = d;
  for (let n = 0; n < shelfLife; n++) {
    const age = issuing === "oldest" ? n : shelfLife - 1 - n;
    const sold = Math.min(wanted, left[age]);
    left[age] -= sold;
    wanted -= sold;
  }
  let kept = 0;
  for (let age = 1; age < shelfLife; age++) kept += left[age];
  return penalty * wanted + waste * left[0] + holding * kept;
}

/** The states that follow an empty shop under a rule. */
function reachable(policy: Int32Array, { after }: ReturnType<typeof createOutcomes>): Int32Array {
  const seen = new Uint8Array(policy.length);
  const found = [0];
  seen[0] = 1;
  for (let n = 0; n < found.length; n++)
    after(found[n], policy[found[n]], (state) => {
      if (seen[state] === 0) found.push(state);
      seen[state] = 1;
    });
  return Int32Array.from(found);
}

/** Places of a state or, with the order in the last, of a state and an order. */
function unpack(at: number, side: number, places: Int32Array): void {
  for (let place = 0, rest = at; place < places.length; place++, rest = Math.floor(rest / side))
    places[place] = rest % side;
}

/** The state a period later: the first place is gone, the others move up; the order, where it is not among them, comes on top. */
function pack(left: Int32Array, side: number): number {
  let at = 0;
  for (let place = left.length - 1; place >= 1; place--) at = at * side + left[place];
  return at;
}

function fractileOf(probability: Float64Array, share: number): number {
  let below = 0;
  for (let count = 0; count < probability.length; count++) {
    below += probability[count];
    if (below >= share) return count;
  }
  return probability.length - 1;
}

function check({ shelfLife, leadTime, holding, penalty, waste, orderingCost }: PerishableSystem): void {
  for (const [name, value, least] of [
    ["shelfLife", shelfLife, 1],
    ["leadTime", leadTime, 0],
  ] as const)
    if (!Number.isSafeInteger(value) || value < least)
      throw new RangeError(`perishable: ${name} must be a whole number of at least ${least}, got ${value}`);
  const costs = { holding, penalty, waste, orderingCost };
  for (const [name, value] of Object.entries(costs))
    if (!(value >= 0 && Number.isFinite(value)))
      throw new RangeError(`perishable: ${name} must be at least 0, got ${value}`);
}
