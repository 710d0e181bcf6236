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
  /** 0: an order can be sold in its own period; 1: from the next on */
  readonly leadTime: 0 | 1;
  /** most units there can be, on the shelf and ordered */
  readonly capacity: number;
}

export interface InventoryPlan {
  /** most profit to be had from a period on, by units on the shelf when it starts, shape [periods + 1, capacity + 1] */
  readonly value: Float64Array;
  /** cases to order then, the fewest of equals, shape [periods, capacity + 1] */
  readonly order: Int32Array;
}

/**
 * Best orders by backward induction, exact for lead times 0 and 1 (state x = units on the shelf, after the morning's
 * delivery):
 *
 *   V[t](x) = max over q of  -K 1{q > 0} - c n q + E[ r(y) + V[t+1]((y - D)+ + late) ]
 *   r(y) = price min(y, D) - holding (y - D)+ - unmet (D - y)+,  V[T](x) = salvage x
 *
 * with y = x + n q, late = 0 at lead time 0 and y = x, late = n q at lead time 1, n the case size.
 * Expectations are grown one unit of shelf at a time, E V((x+1-D)+ + s-1) - E V((x-D)+ + s) = P(D > x) (V(s-1) - V(s)),
 * so a period costs capacity x (largest demand + cases), not capacity x cases x demand.
 *
 * @throws RangeError at a capacity, case size or number of cases that is not a whole number in range
 * @see Puterman (1994), Markov Decision Processes, section 3.2 and 4.3
 */
export function solveFiniteHorizon(problem: InventoryProblem): InventoryPlan {
  const { demand, capacity, caseSize, maxCases, leadTime, orderingCost, unitCost, salvageValue } = problem;
  if (!Number.isInteger(capacity) || capacity < 0) throw new RangeError(`solveFiniteHorizon: capacity ${capacity}`);
  if (!Number.isInteger(caseSize) || caseSize < 1) throw new RangeError(`solveFiniteHorizon: case size ${caseSize}`);
  if (!Number.isInteger(maxCases) || maxCases < 0)
    throw new RangeError(`solveFiniteHorizon: ${maxCases} cases at most`);
  const periods = demand.length;
  const states = capacity + 1;
  const value = new Float64Array((periods + 1) * states);
  const order = new Int32Array(periods * states);
  for (let x = 0; x < states; x++) value[periods * states + x] = salvageValue * x;
  const reward = new Float64Array(states);
  const kept = new Float64Array(states);
  for (let t = periods - 1; t >= 0; t--) {
    const exceeds = tail(demand[t], states);
    periodReward(problem, demand[t], exceeds, reward);
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
        const sold = leadTime === 0 ? y : x;
        const paid = cases === 0 ? 0 : orderingCost + unitCost * cases * caseSize;
        const gain = reward[sold] + kept[Math.min(sold, reach)] - paid;
        if (gain > best[x]) {
          best[x] = gain;
          choice[x] = cases;
        }
      }
    }
  }
  return { value, order };
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

/** E r(y) for y = 0 .. out.length - 1, by E min(y, D) = sum over x < y of P(D > x). */
function periodReward(
  problem: InventoryProblem,
  probability: Float64Array,
  exceeds: Float64Array,
  out: Float64Array,
): void {
  let mean = 0;
  for (let units = 0; units < probability.length; units++) mean += units * probability[units];
  let sold = 0;
  for (let y = 0; y < out.length; y++) {
    out[y] = problem.price * sold - problem.holdingCost * (y - sold) - problem.unmetCost * (mean - sold);
    sold += exceeds[y];
  }
}
