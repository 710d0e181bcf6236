/** A shop of one product whose shoppers remember prices, as a seller who looks ahead for ever sees it. */
export interface PricingProblem {
  /** profit of a day at price p where shoppers expect r */
  profit(price: number, reference: number): number;
  /** part of the reference price kept from day to day:  r <- memory r + (1 - memory) p */
  readonly memory: number;
  /** worth of tomorrow's profit today */
  readonly discount: number;
  /** prices to choose from, and the range that references are followed in */
  readonly lowest: number;
  readonly highest: number;
  readonly step: number;
}

/**
 * The best price of every day from a first reference price on:  V(r) = max_p profit(p, r) + discount V(memory r + (1-memory) p),
 * V linear between the points of a grid a quarter as wide as that of prices.
 *
 * Modified policy iteration: a best answer to V at every r, then V of these answers by sweeps, until no answer changes.
 *
 * @returns prices, shape [days]
 * @see Puterman (1994), Markov Decision Processes, section 6.5
 */
export function bestPricePath(problem: PricingProblem, firstReference: number, days: number): Float64Array {
  const { profit, memory, discount, lowest, highest, step } = problem;
  const width = step / 4;
  const points = Math.round((highest - lowest) / width) + 1;
  const prices = Float64Array.from({ length: Math.round((highest - lowest) / step) + 1 }, (_, i) => lowest + i * step);
  const value = new Float64Array(points);
  const answer = new Int32Array(points).fill(-1);
  const ahead = (reference: number) => {
    const at = Math.min(points - 1, Math.max(0, (reference - lowest) / width));
    const below = Math.min(points - 2, Math.floor(at));
    return value[below] + (at - below) * (value[below + 1] - value[below]);
  };
  const worth = (p: number, r: number) =>
    profit(prices[p], r) + discount * ahead(memory * r + (1 - memory) * prices[p]);
  const bestAt = (r: number) => {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let p = 0; p < prices.length; p++) {
      const w = worth(p, r);
      if (w > most + 1e-12) {
        most = w;
        best = p;
      }
    }
    return best;
  };
  for (let round = 0, changed = true; changed; round++) {
    if (round === 200) throw new RangeError("bestPricePath: answers still change after 200 rounds");
    changed = false;
    for (let i = 0; i < points; i++) {
      const best = bestAt(lowest + i * width);
      if (best !== answer[i]) changed = true;
      answer[i] = best;
    }
    for (let sweep = 0; sweep < 300; sweep++)
      for (let i = 0; i < points; i++) value[i] = worth(answer[i], lowest + i * width);
  }
  const path = new Float64Array(days);
  let reference = firstReference;
  for (let day = 0; day < days; day++) {
    path[day] = prices[bestAt(reference)];
    reference = memory * reference + (1 - memory) * path[day];
  }
  return path;
}
