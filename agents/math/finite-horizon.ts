import { sumOfCounts } from "./sum-of-counts.js";

/** A product sold over a known number of periods; what is not on the shelf is not sold. Money is per unit but `orderingCost`. */
export interface InventoryProblem {
  /** probabilities of 0, 1, 2, ... units wanted, one array a period; periods may share an array */
  readonly demand: readonly Float64Array[];
  readonly price: number;
  /** paid when a unit is ordered */
  readonly unitCost: number;
  /** paid for an order, whatever its size */
  readonly orderingCost: number;
  /** paid for a unit left at the end of a period */
  readonly holdingCost: number;
  /** lost with a unit wanted and not there, beside its margin */
  readonly unmetCost: number;
  /** worth of a unit left after the last period */
  readonly salvageValue: number;
  /** units an order is a multiple of */
  readonly caseSize: number;
  /** largest order, in cases */
  readonly maxCases: number;
  /** periods until an order can be sold, whole; 0: in its own period */
  readonly leadTime: number;
  /** most units there can be, on the shelf and ordered */
  readonly capacity: number;
  /** of what does not keep; left out: it keeps */
  readonly life?: {
    /** that a unit is sold for, counting the one it arrives in */
    readonly periods: number;
    /** lost with a unit thrown away after them */
    readonly waste: number;
  };
}

export interface InventoryPlan {
  /** most profit to be had from a period on, by units at its start, shape [periods + 1, capacity + 1] */
  readonly value: Float64Array;
  /** cases to order then, the fewest of equals, shape [periods, capacity + 1] */
  readonly order: Int32Array;
}

/**
 * Best orders by backward induction. At lead times 0 and 1 it is exact, the state x being the units on the shelf after the
 * morning's delivery:
 *
 *   V[t](x) = max over q of  -K 1{q > 0} - c n q + E[ r(y) + V[t+1]((y - D)+ + late) ]
 *   r(y) = price min(y, D) - holding (y - D)+ - unmet (D - y)+,  V[T](x) = salvage x
 *
 * with y = x + n q, late = 0 at lead time 0 and y = x, late = n q at lead time 1, n the case size.
 *
 * At longer lead times L the state is what is on the shelf and on order together, y = x + n q as at lead time 0, and r is that of
 * the period t + L, with (y - D[t] - ... - D[t+L-1])+ on the shelf: exact if unmet demand waited, an approximation where it is
 * lost, good where that is rare. The value then leaves out the L periods before the first order can be sold.
 *
 * What does not keep, m periods, is known by its sum alone, not by age: an order that takes x to y is charged with
 * waste (W(y) - W(x)),  W(y) = E(y - D[t] - ... - D[t+L+m-1])+,  the units of it that demand does not reach before they must go, where
 * the oldest are sold first. An approximation: of what was there before, nothing is taken to be thrown away, and unmet demand
 * to wait. What would be thrown away after the last period is not charged; it has its salvage value.
 *
 * Expectations are grown one unit of shelf at a time, E V((x+1-D)+ + s-1) - E V((x-D)+ + s) = P(D > x) (V(s-1) - V(s)),
 * so a period costs capacity x (largest demand + cases), not capacity x cases x demand.
 *
 * @throws RangeError at a capacity, case size, number of cases or lead time that is not a whole number in range
 * @see Puterman (1994), Markov Decision Processes, sections 3.2 and 4.3; Zipkin (2000), Foundations of Inventory Management,
 *   section 9.6, for the reduction to what is on the shelf and on order; Nahmias (1976), Myopic approximations for the perishable
 *   inventory problem, Management Science 22(9), for W
 */
export function solveFiniteHorizon(problem: InventoryProblem): InventoryPlan {
  const { demand, capacity, caseSize, maxCases, leadTime, orderingCost, unitCost, salvageValue } = problem;
  whole("capacity", capacity, 0);
  whole("case size", caseSize, 1);
  whole("most cases", maxCases, 0);
  whole("lead time", leadTime, 0);
  if (problem.life !== undefined) whole("life", problem.life.periods, 1);
  const periods = demand.length;
  const states = capacity + 1;
  const value = new Float64Array((periods + 1) * states);
  const order = new Int32Array(periods * states);
  for (let x = 0; x < states; x++) value[periods * states + x] = salvageValue * x;
  const reward = new Float64Array(states);
  const kept = new Float64Array(states);
  for (let t = periods - 1; t >= 0; t--) {
    rewards(problem, t, reward);
    const spoiled = spoilage(problem, t, states);
    const exceeds = tail(demand[t], states);
    const next = value.subarray((t + 1) * states, (t + 2) * states);
    const best = value.subarray(t * states, (t + 1) * states);
    const choice = order.subarray(t * states, (t + 1) * states);
    best.fill(Number.NEGATIVE_INFINITY);
    for (let y = 0; y < states; y++) {
      // kept[x] = E V[t+1]((x - D)+ + y - x): y units in all, of which x can be sold in this period
      const reach = Math.min(y, demand[t].length);
      kept[0] = next[y];
      for (let x = 0; x < reach; x++) kept[x + 1] = kept[x] + exceeds[x] * (next[y - x - 1] - next[y - x]);
      const most = Math.min(maxCases, Math.floor(y / caseSize));
      for (let cases = 0; cases <= most; cases++) {
        const x = y - cases * caseSize;
        const sold = leadTime === 1 ? x : y;
        const paid = cases === 0 ? 0 : orderingCost + unitCost * cases * caseSize;
        const gain = reward[sold] + kept[Math.min(sold, reach)] - paid - spoiled[y] + spoiled[x];
        if (gain > best[x]) {
          best[x] = gain;
          choice[x] = cases;
        }
      }
    }
  }
  return { value, order };
}

function whole(name: string, found: number, least: number): void {
  if (!Number.isInteger(found) || found < least)
    throw new RangeError(`solveFiniteHorizon: ${name} ${found}, expected a whole number of at least ${least}`);
}

/**
 * Expected reward of the period in which an order of period t is first sold, by state. With W the demand before it and D its
 * own, sales are E min(W + D, y) - E min(W, y); at lead times 0 and 1 the state is the shelf of period t, W = 0.
 */
function rewards(
  { demand, leadTime, price, holdingCost, unmetCost }: InventoryProblem,
  t: number,
  out: Float64Array,
): void {
  const wait = leadTime < 2 ? 0 : leadTime;
  if (t + wait >= demand.length) {
    out.fill(0);
    return;
  }
  let before: Float64Array = Float64Array.of(1);
  for (let period = t; period < t + wait; period++) before = sumOfCounts(before, demand[period]);
  const here = demand[t + wait];
  const beforeExceeds = tail(before, out.length);
  const exceeds = tail(sumOfCounts(before, here), out.length);
  let mean = 0;
  for (let units = 0; units < here.length; units++) mean += units * here[units];
  let gone = 0;
  let goneBefore = 0;
  for (let y = 0; y < out.length; y++) {
    const sold = gone - goneBefore;
    out[y] = price * sold - holdingCost * (y - gone) - unmetCost * (mean - sold);
    gone += exceeds[y];
    goneBefore += beforeExceeds[y];
  }
}

/** waste W(y) of an order of period t, by y; 0 where it outlives the last period. */
function spoilage({ demand, leadTime, life }: InventoryProblem, t: number, states: number): Float64Array {
  const out = new Float64Array(states);
  const end = t + leadTime + (life?.periods ?? Number.POSITIVE_INFINITY);
  if (life === undefined || end >= demand.length) return out;
  let wanted: Float64Array = Float64Array.of(1);
  for (let period = t; period < end; period++) wanted = sumOfCounts(wanted, demand[period]).subarray(0, states);
  let reached = 0;
  for (let y = 1; y < states; y++) {
    reached += wanted[y - 1] ?? 0;
    out[y] = out[y - 1] + life.waste * reached;
  }
  return out;
}

/** P(D > x) for x = 0 .. length - 1. */
function tail(probability: Float64Array, length: number): Float64Array {
  const exceeds = new Float64Array(length);
  let above = 0;
  for (let x = probability.length - 2; x >= 0; x--) {
    above += probability[x + 1];
    if (x < length) exceeds[x] = above;
  }
  return exceeds;
}
