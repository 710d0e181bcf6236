import { sumOfCounts } from "./sum-of-counts.js";

/**
 * Units thrown away at the ends of the coming periods, in expectation, where the oldest are sold first:
 *
 *   R[j] = (R[j-1] + D[j] - x[j])+,  waste = sum over j of E(x[j] - R[j-1] - D[j])+,  R[0] = 0
 *
 * with x[j] the units that go after period j unless they are sold, and R the demand left for fresher ones. Exact while demand
 * never empties the shelf; less than the truth otherwise, as demand that is lost is taken to be met from what comes later.
 *
 * @param units   x[1], x[2], ...
 * @param demand  probabilities of 0, 1, 2, ... units wanted, one array for each of them
 * @see Nahmias (1975), Optimal ordering policies for perishable inventory II, Operations Research 23(4); Broekmeulen and van
 *   Donselaar (2009), A heuristic to manage perishable inventory with batch ordering, positive lead-times, and time-varying demand,
 *   Computers and Operations Research 36(11), for its use in a stock position
 */
export function expectedWaste(units: ArrayLike<number>, demand: readonly Float64Array[]): number {
  let waste = 0;
  let over: Float64Array = Float64Array.of(1);
  for (let j = 0; j < units.length; j++) {
    const there = Math.round(units[j]);
    const wanted = sumOfCounts(over, demand[j]);
    over = new Float64Array(Math.max(1, wanted.length - there));
    for (let w = 0; w < wanted.length; w++) {
      if (w < there) waste += wanted[w] * (there - w);
      over[Math.max(0, w - there)] += wanted[w];
    }
  }
  return waste;
}
