/**
 * How often to use each price where a unit of stock is worth saving:
 *   maximise sum price[a] demand[a] x[a],  sum demand[a] x[a] <= rate,  sum x[a] <= 1,  x >= 0
 *
 * With two constraints a best x uses at most two prices, so all pairs are tried: exact, and cheaper than a solver at every step.
 *
 * @param price   shape [prices]
 * @param demand  probability of a sale, shape [prices]; 0 leaves a price out
 * @param rate    units a period that may be sold, 0 or more
 * @param out     x, shape [prices], overwritten
 */
export function budgetedMix(price: Float64Array, demand: Float64Array, rate: number, out: Float64Array): void {
  out.fill(0);
  let best = 0;
  let first = -1;
  let second = -1;
  let part = 0;
  for (let a = 0; a < price.length; a++) {
    if (!(demand[a] > 0)) continue;
    const alone = Math.min(1, rate / demand[a]);
    if (price[a] * demand[a] * alone > best) {
      best = price[a] * demand[a] * alone;
      first = a;
      second = -1;
      part = alone;
    }
    for (let b = 0; b < price.length; b++) {
      // both bind: x[a] + x[b] = 1 and the stock is used up, where a sells less than the rate and b more
      if (!(demand[a] <= rate && demand[b] > rate)) continue;
      const x = (demand[b] - rate) / (demand[b] - demand[a]);
      const value = price[a] * demand[a] * x + price[b] * demand[b] * (1 - x);
      if (value > best) {
        best = value;
        first = a;
        second = b;
        part = x;
      }
    }
  }
  if (first < 0) return;
  out[first] = part;
  if (second >= 0) out[second] = 1 - part;
}

/** What the two limits of `budgetedMix` are worth at its optimum: money for one more unit of stock, and of a period. */
export interface BudgetedPrices {
  readonly stock: number;
  readonly period: number;
}

/**
 * The duals of `budgetedMix`, found where its dual is least:
 *   minimise rate stock + period,  period >= (price[a] - stock) demand[a] for every a,  stock, period >= 0
 *
 * A piecewise linear function of the stock's price alone, so its least value lies at a corner: all are tried. Of equals the lowest
 * price is told.
 */
export function budgetedPrices(price: Float64Array, demand: Float64Array, rate: number): BudgetedPrices {
  const corners = [0];
  for (let a = 0; a < price.length; a++) {
    corners.push(price[a]);
    for (let b = 0; b < a; b++) {
      const corner = (price[a] * demand[a] - price[b] * demand[b]) / (demand[a] - demand[b]);
      if (corner > 0 && Number.isFinite(corner)) corners.push(corner);
    }
  }
  let best = { stock: 0, period: Number.POSITIVE_INFINITY };
  for (const stock of corners.sort((x, y) => x - y)) {
    let period = 0;
    for (let a = 0; a < price.length; a++) period = Math.max(period, (price[a] - stock) * demand[a]);
    if (rate * stock + period < rate * best.stock + best.period - 1e-12) best = { stock, period };
  }
  return best;
}
