import { finiteEnv, finiteProcess } from "./finite-env.js";
import type { EnvDef, FiniteProcess } from "./types.js";

export interface MarkdownPricingOptions {
  /** units at the start; default 20 */
  stock?: number;
  /** default 50 */
  periods?: number;
  /** money, default 10, 9, 8, 7, 6, 5 */
  prices?: readonly number[];
  /** probability that a unit is sold in a period, by price; default .20, .26, .34, .44, .56, .70 */
  chances?: readonly number[];
  /** true: a price may not rise again, by the mask; default false */
  markdownOnly?: boolean;
}

/**
 * Sell what there is within so many periods, one unit a period at most, at prices to be chosen: the reward is the price of the
 * unit sold. It ends with the stock or the periods.
 *
 * The observation is period x (stock + 1) + units left; with `markdownOnly` that times the number of prices, plus the last
 * price. An action is a place in `prices`. At the same period a higher chance sells whenever a lower one does.
 *
 * @throws RangeError at a stock, periods, price or chance out of range, or lists of different lengths
 * @see Gallego and van Ryzin (1994), Management Science 40(8), in discrete time
 */
export const markdownPricing: EnvDef<number, number, MarkdownPricingOptions> = {
  id: "MarkdownPricing-v1",
  summary: "sell a stock within a season at prices to be chosen",
  market: false,
  create: (options) => finiteEnv("MarkdownPricing-v1", markdownProcess(options)),
};

/** The reference problem's. */
const PRICES = [10, 9, 8, 7, 6, 5];
const CHANCES = [0.2, 0.26, 0.34, 0.44, 0.56, 0.7];

/** The season as a table. @throws RangeError as the env does */
export function markdownProcess(options: MarkdownPricingOptions = {}): FiniteProcess {
  const { stock = 20, periods = 50, prices = PRICES, chances = CHANCES, markdownOnly = false } = options;
  for (const [name, count] of Object.entries({ stock, periods }))
    if (!Number.isSafeInteger(count) || count < 1)
      throw new RangeError(`MarkdownPricing-v1: ${name} must be a whole number of at least 1, got ${count}`);
  if (prices.length === 0 || prices.length !== chances.length)
    throw new RangeError(
      `MarkdownPricing-v1: needs a chance for every price, got ${chances.length} for ${prices.length}`,
    );
  prices.forEach((price, i) => {
    if (!(price >= 0 && Number.isFinite(price)))
      throw new RangeError(`MarkdownPricing-v1: prices[${i}] must be at least 0, got ${price}`);
    if (!(chances[i] >= 0 && chances[i] <= 1))
      throw new RangeError(`MarkdownPricing-v1: chances[${i}] must be from 0 to 1, got ${chances[i]}`);
  });

  const lasts = markdownOnly ? prices.length : 1;
  const dearest = prices.indexOf(Math.max(...prices));
  const stateOf = (period: number, units: number, last: number) =>
    (period * (stock + 1) + units) * lasts + (markdownOnly ? last : 0);
  const season = finiteProcess(
    (periods + 1) * (stock + 1) * lasts,
    prices.length,
    [stateOf(0, stock, dearest)],
    (state, action) => {
      const units = Math.floor(state / lasts) % (stock + 1);
      const period = Math.floor(state / (lasts * (stock + 1)));
      if (period === periods || units === 0) return [{ probability: 1, next: state, reward: 0, ends: true }];
      const over = period + 1 === periods;
      return [
        {
          probability: chances[action],
          next: stateOf(period + 1, units - 1, action),
          reward: prices[action],
          ends: over || units === 1,
        },
        { probability: 1 - chances[action], next: stateOf(period + 1, units, action), reward: 0, ends: over },
      ];
    },
  );
  if (!markdownOnly) return season;
  const legal = Uint8Array.from({ length: season.states * prices.length }, (_, entry) => {
    const last = Math.floor(entry / prices.length) % lasts;
    return prices[entry % prices.length] <= prices[last] ? 1 : 0;
  });
  return { ...season, legal };
}
