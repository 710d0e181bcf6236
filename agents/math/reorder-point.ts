import { sumOfCounts } from "./sum-of-counts.js";

/** A product under periodic review whose unmet demand waits. Money is a unit and period but `orderingCost`. */
export interface BackloggedSystem {
  /** probabilities of 0, 1, 2, ... units wanted in a period, not all of them 0 units */
  readonly demand: Float64Array;
  /** of an order, whatever its size */
  readonly orderingCost: number;
  readonly holding: number;
  /** of a unit that waits */
  readonly penalty: number;
  /** periods from an order to its receipt; default 0: it meets the demand of its own period */
  readonly leadTime?: number;
}

export interface ReorderPolicy {
  /** s: at this or less, units on hand and under way less those that wait, it orders */
  readonly reorderPoint: number;
  /** S: up to this */
  readonly orderUpTo: number;
  /** long-run, a period */
  readonly averageCost: number;
}

/**
 * The best (s, S) policy, which no other policy beats, by renewal arguments:
 *
 *   c(s, S) = (K + sum over j < S - s of m(j) G(S - j)) / sum over j < S - s of m(j),
 *   G(y) = h E(y - W)+ + p E(W - y)+,  m(0) = 1 / (1 - P(D = 0)),  m(j) = sum over l <= j of P(D = l) m(j - l)
 *
 * with D the demand of a period and W that of leadTime + 1 periods: as unmet demand waits, what is on hand when an order of today
 * arrives is what is there and under way now, less what is wanted until then. From the minimum of G up every S is tried until G(S) alone exceeds the best cost; for each, s goes down until a period
 * there costs more than the mean.
 *
 * @throws RangeError where nothing is ever wanted, or a cost is not above 0
 * @see Zheng and Federgruen (1991), Finding optimal (s, S) policies is about as simple as evaluating a single policy, Operations
 *   Research 39(4); Zipkin (2000), Foundations of Inventory Management, section 9.6, for the lead time
 */
export function bestReorderPolicy(system: BackloggedSystem): ReorderPolicy {
  const { demand, orderingCost, holding, penalty, leadTime = 0 } = system;
  if (!(demand[0] < 1)) throw new RangeError("bestReorderPolicy: needs demand, got none ever");
  if (!(orderingCost >= 0 && holding > 0 && penalty > 0))
    throw new RangeError(
      `bestReorderPolicy: needs costs above 0, got ordering ${orderingCost}, holding ${holding}, penalty ${penalty}`,
    );
  if (!Number.isSafeInteger(leadTime) || leadTime < 0)
    throw new RangeError(`bestReorderPolicy: needs a whole lead time of at least 0, got ${leadTime}`);
  let awaited: Float64Array = Float64Array.of(1);
  for (let period = 0; period <= leadTime; period++) awaited = sumOfCounts(awaited, demand);
  const costs = new Map<number, number>();
  const periodCost = (level: number) => {
    let cost = costs.get(level);
    if (cost === undefined) {
      cost = 0;
      for (let d = 0; d < awaited.length; d++)
        cost += awaited[d] * (level >= d ? holding * (level - d) : penalty * (d - level));
      costs.set(level, cost);
    }
    return cost;
  };
  const renewals: number[] = [1 / (1 - demand[0])];
  const renewal = (j: number) => {
    for (let next = renewals.length; next <= j; next++) {
      let sum = 0;
      for (let l = 1; l <= next && l < demand.length; l++) sum += demand[l] * renewals[next - l];
      renewals.push(sum / (1 - demand[0]));
    }
    return renewals[j];
  };

  let lowest = 0;
  while (periodCost(lowest + 1) < periodCost(lowest)) lowest += 1;
  let best: ReorderPolicy = { reorderPoint: 0, orderUpTo: 0, averageCost: Number.POSITIVE_INFINITY };
  for (let orderUpTo = lowest; periodCost(orderUpTo) <= best.averageCost; orderUpTo++) {
    let cost = orderingCost;
    let periods = 0;
    for (let j = 0; ; j++) {
      const level = orderUpTo - j;
      if (level < lowest && periods > 0 && periodCost(level) >= cost / periods) break;
      periods += renewal(j);
      cost += renewal(j) * periodCost(level);
      if (cost / periods < best.averageCost) best = { reorderPoint: level - 1, orderUpTo, averageCost: cost / periods };
    }
  }
  return best;
}
