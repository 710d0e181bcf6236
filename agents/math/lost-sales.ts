/** A product under periodic review whose unmet demand is lost; money is a unit and period. */
export interface LostSalesSystem {
  /** probabilities of 0, 1, 2, ... units wanted in a period */
  readonly demand: Float64Array;
  /** periods from an order to its receipt, 1 or more */
  readonly leadTime: number;
  /** of a unit left at a period's end */
  readonly holding: number;
  /** of a unit wanted and not there */
  readonly penalty: number;
}

/** Orders a quantity in a state: x[0] on hand after receipt, x[1], ... what arrives in the periods after. */
export type OrderRule = (state: Int32Array) => number;

/** A rule with what it costs in the long run, a period. */
export interface CostedRule {
  readonly rule: OrderRule;
  readonly averageCost: number;
}

/**
 * The rule of least long-run average cost, by relative value iteration over every state that orders can reach:
 *
 *   V(x) <- min over q of  h E(x0 - D)+ + p E(D - x0)+ + E V((x0 - D)+ + x1, x2, ..., q)
 *
 * States are bounded by `most` units in all, orders by what is left of it; the bound starts at the backlogged system's best level,
 * which the best orders never exceed, and grows while a best order reaches it.
 *
 * @param tolerance  of the average cost
 * @throws RangeError at a lead time or cost out of range, or where the states are more than some millions
 * @see Zipkin (2008), Old and new methods for lost-sales inventory systems, Operations Research 56(5); Puterman (1994), sections 8.5.4 and 8.5.5;
 *   Morton (1969), Bounds on the solution of the lagged optimal inventory equation, SIAM Review 11(4), for the bound
 */
export function bestLostSales(system: LostSalesSystem, tolerance = 1e-7): CostedRule {
  check(system);
  let most = Math.max(2, levelOf(system));
  for (;;) {
    const grid = createGrid(system, most);
    const averageCost = iterate(grid, undefined, tolerance);
    const { policy } = grid;
    if (!policy.some((order, at) => order > 0 && order === grid.room[at])) {
      const rule = (state: Int32Array) => policy[indexOf(grid, state)];
      return { rule, averageCost };
    }
    most = Math.ceil(1.25 * most);
  }
}

/**
 * What a rule costs a period in the long run, from an empty shop.
 *
 * @param most  units on hand and under way that the rule never goes beyond; default the bound on best orders
 * @throws RangeError as `bestLostSales`
 */
export function lostSalesCost(
  system: LostSalesSystem,
  rule: OrderRule,
  most = Math.max(2, levelOf(system)),
  tolerance = 1e-7,
): number {
  check(system);
  return iterate(createGrid(system, most), rule, tolerance);
}

/** Orders up to a level of units on hand and under way. */
export function baseStockRule(level: number, cap = Number.POSITIVE_INFINITY): OrderRule {
  return (state) => Math.min(cap, Math.max(0, level - state.reduce((sum, units) => sum + units, 0)));
}

/** The best level, its cost rising on both sides of it. */
export function bestBaseStock(system: LostSalesSystem): CostedRule & { level: number } {
  let best = { level: 0, averageCost: Number.POSITIVE_INFINITY };
  for (let level = 1; ; level++) {
    const averageCost = lostSalesCost(system, baseStockRule(level), level);
    if (averageCost > best.averageCost) return { ...best, rule: baseStockRule(best.level) };
    best = { level, averageCost };
  }
}

/**
 * The best level with the best cap on an order, by search from the best uncapped one: caps from 1 up, levels while they help.
 *
 * @see Xin (2021), Understanding the performance of capped base-stock policies in lost-sales inventory models, Operations
 *   Research 69(1)
 */
export function bestCappedBaseStock(system: LostSalesSystem): CostedRule & { level: number; cap: number } {
  const start = bestBaseStock(system);
  let best = { level: start.level, cap: start.level, averageCost: start.averageCost };
  for (let cap = 1; cap < start.level; cap++) {
    let last = Number.POSITIVE_INFINITY;
    for (let level = start.level; ; level++) {
      const averageCost = lostSalesCost(system, baseStockRule(level, cap), level);
      if (averageCost < best.averageCost) best = { level, cap, averageCost };
      if (averageCost >= last) break;
      last = averageCost;
    }
  }
  return { ...best, rule: baseStockRule(best.level, best.cap) };
}

/**
 * Orders what makes the cost of the period of its receipt least, as if no later period mattered: the smallest q with
 * P(D <= rest + q) >= penalty / (penalty + holding), `rest` what is left on hand just before it arrives.
 */
export function myopicRule({ demand, leadTime, holding, penalty }: LostSalesSystem): OrderRule {
  const fractile = penalty / (penalty + holding);
  return (state) => {
    let law: Float64Array = new Float64Array(state[0] + 1);
    law[state[0]] = 1;
    for (let period = 0; period < leadTime; period++) {
      const left = new Float64Array(law.length);
      for (let x = 0; x < law.length; x++)
        for (let d = 0; d < demand.length; d++) left[Math.max(0, x - d)] += law[x] * demand[d];
      const arrives = period + 1 < leadTime ? state[period + 1] : 0;
      law = new Float64Array(left.length + arrives);
      law.set(left, arrives);
    }
    for (let order = 0; ; order++) {
      let served = 0;
      let upTo = 0;
      for (let d = 0; d <= order + law.length - 1; d++) {
        upTo += d < demand.length ? demand[d] : 0;
        if (d >= order) served += law[d - order] * upTo;
      }
      if (served >= fractile - 1e-12) return order;
    }
  };
}

/** States of at most `most` units: x[0] changes fastest, then x[1], ... */
interface Grid {
  readonly system: LostSalesSystem;
  readonly most: number;
  readonly side: number;
  /** units that could still be ordered, by state; -1 where a state is none */
  readonly room: Int32Array;
  readonly policy: Int32Array;
}

const MOST_STATES = 8_000_000;
/** Part of a change that is made at a sweep: below 1 it settles also where states come round in turn. */
const STEP = 0.9;

function createGrid(system: LostSalesSystem, most: number): Grid {
  const side = most + 1;
  let states = 1;
  for (let place = 0; place < system.leadTime; place++) states *= side;
  if (states > MOST_STATES)
    throw new RangeError(
      `lost sales: ${states} states at lead time ${system.leadTime}, expected at most ${MOST_STATES}`,
    );
  const room = new Int32Array(states);
  for (let at = 0; at < states; at++) {
    let units = 0;
    for (let rest = at; rest > 0; rest = Math.floor(rest / side)) units += rest % side;
    room[at] = Math.max(-1, most - units);
  }
  return { system, most, side, room, policy: new Int32Array(states) };
}

function indexOf({ side }: Grid, state: Int32Array): number {
  let at = 0;
  for (let place = state.length - 1; place >= 0; place--) at = at * side + state[place];
  return at;
}

/** Relative value iteration, under `rule` or the best orders; answers the average cost. */
function iterate(grid: Grid, rule: OrderRule | undefined, tolerance: number): number {
  const { system, side, room, policy } = grid;
  const { demand, leadTime } = system;
  const states = room.length;
  const columns = states / side;
  if (rule !== undefined) fill(grid, rule);
  const cost = periodCosts(system, side);
  const above = new Float64Array(side);
  for (let x = 0; x < side; x++) for (let d = x; d < demand.length; d++) above[x] += demand[d];
  let value = new Float64Array(states);
  let better = new Float64Array(states);
  for (;;) {
    let least = Number.POSITIVE_INFINITY;
    let largest = Number.NEGATIVE_INFINITY;
    for (let column = 0; column < columns; column++) {
      // the next state is (left + x1, x2, ..., q): its column holds x2, ..., q
      const next = leadTime === 1 ? 0 : column % side;
      const shifted = leadTime === 1 ? 0 : Math.floor(column / side);
      for (let x = 0; x < side; x++) {
        const at = column * side + x;
        const most = room[at];
        if (most < 0) break;
        let best = Number.POSITIVE_INFINITY;
        const from = rule === undefined ? 0 : policy[at];
        const to = rule === undefined ? most : from;
        for (let order = from; order <= to; order++) {
          const base = leadTime === 1 ? order : (shifted + (order * columns) / side) * side + next;
          let expected = above[x] * value[base];
          const reach = Math.min(x, demand.length);
          for (let d = 0; d < reach; d++) expected += demand[d] * value[base + x - d];
          if (expected < best - 1e-13) {
            best = expected;
            policy[at] = order;
          }
        }
        const change = cost[x] + best - value[at];
        better[at] = value[at] + STEP * change;
        if (change < least) least = change;
        if (change > largest) largest = change;
      }
    }
    const shift = better[0];
    for (let at = 0; at < states; at++) better[at] -= shift;
    [value, better] = [better, value];
    if (largest - least < tolerance) return 0.5 * (largest + least);
  }
}

function fill({ side, room, policy, system }: Grid, rule: OrderRule): void {
  const state = new Int32Array(system.leadTime);
  for (let at = 0; at < room.length; at++) {
    if (room[at] < 0) continue;
    for (let place = 0, rest = at; place < state.length; place++, rest = Math.floor(rest / side))
      state[place] = rest % side;
    policy[at] = Math.min(room[at], rule(state));
  }
}

/** Expected cost of a period by units on hand. */
function periodCosts({ demand, holding, penalty }: LostSalesSystem, side: number): Float64Array {
  const cost = new Float64Array(side);
  for (let x = 0; x < side; x++)
    for (let d = 0; d < demand.length; d++) cost[x] += demand[d] * (x >= d ? holding * (x - d) : penalty * (d - x));
  return cost;
}

/** Best level where unmet demand waits: the fractile of the demand of an order's lead time and its own period. */
function levelOf({ demand, leadTime, holding, penalty }: LostSalesSystem): number {
  let law: Float64Array = Float64Array.of(1);
  for (let period = 0; period <= leadTime; period++) {
    const sum = new Float64Array(law.length + demand.length - 1);
    for (let i = 0; i < law.length; i++) for (let d = 0; d < demand.length; d++) sum[i + d] += law[i] * demand[d];
    law = sum;
  }
  let reached = 0;
  for (let level = 0; level < law.length; level++) {
    reached += law[level];
    if (reached >= penalty / (penalty + holding)) return level;
  }
  return law.length - 1;
}

function check({ leadTime, holding, penalty }: LostSalesSystem): void {
  if (!Number.isSafeInteger(leadTime) || leadTime < 1)
    throw new RangeError(`lost sales: leadTime must be a whole number of at least 1, got ${leadTime}`);
  if (!(holding > 0 && penalty >= 0 && Number.isFinite(holding + penalty)))
    throw new RangeError(`lost sales: needs holding above 0 and penalty of at least 0, got ${holding} and ${penalty}`);
}
