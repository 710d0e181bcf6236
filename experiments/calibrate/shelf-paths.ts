import type { Panel } from "./panel-csv.js";
import type { ShelfState } from "./panel-market.js";

/** Purchases in a store further apart than this miss prices that stand for a week, and dear ones more often than cheap ones. */
const DAYS_APART = 2;

/** Shelves to be made from a panel's purchases. */
export interface ShelfSetting {
  /** that the panel spans */
  readonly days: number;
  /** shelves; where there are fewer stores or households some are taken again */
  readonly count: number;
  /** what a unit of the file's prices is in the scenario's money */
  readonly priceScale: number;
}

/**
 * What stores' shelves showed day by day: from one purchase in a store on the prices are those that the purchase met; shape
 * [count][days]. For panels that tell it; see `untoldShelves`.
 */
export function storePaths(panel: Panel, { days, count, priceScale }: ShelfSetting): ShelfState[][] {
  const states = statesMet(panel, priceScale);
  const day = panel.day!;
  const places = [...rowsBy(storesOf(panel)!).values()];
  const firstDay = day.reduce((least, one) => Math.min(least, one));
  return Array.from({ length: count }, (_, r) => {
    const rows = places[Math.floor((r * places.length) / count)].slice().sort((a, b) => day[a] - day[b]);
    let at = 0;
    return Array.from({ length: days }, (_, d) => {
      while (at + 1 < rows.length && day[rows[at + 1]] - firstDay <= d) at += 1;
      return states[rows[at]];
    });
  });
}

/**
 * What shelves may have showed where nobody knows it: households' prices one after another; shape [count][days]. Prices met at a
 * purchase are among those that the shelf showed as often as they make people buy, so each stands for a time that goes with
 *   1 / chance(state)
 * on average as long as a household takes from one purchase to the next. Purchases then meet prices as often as the panel's do.
 *
 * @param chance  that a visitor buys anything of what the shelf shows, above 0
 * @see Horvitz and Thompson (1952), for weighing by the inverse of the chance to be seen
 */
export function likelyPaths(
  panel: Panel,
  { days, count, priceScale }: ShelfSetting,
  chance: (state: ShelfState) => number,
): ShelfState[][] {
  const states = statesMet(panel, priceScale);
  const weights = states.map((state) => 1 / chance(state));
  const homes = [...rowsBy(panel.household).values()];
  const unit = (days * homes.length) / weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: count }, (_, r) => {
    let home = Math.floor((r * homes.length) / count);
    let at = 0;
    let until = unit * weights[homes[home][0]];
    return Array.from({ length: days }, (_, d) => {
      while (until < d + 0.5) {
        at += 1;
        if (at === homes[home].length) [home, at] = [(home + 1) % homes.length, 0];
        until += unit * weights[homes[home][at]];
      }
      return states[homes[home][at]];
    });
  });
}

function statesMet({ brands, chosen, price, feat }: Panel, priceScale: number): ShelfState[] {
  const width = brands.length;
  return Array.from(chosen, (_, n) => ({
    price: Array.from(price.subarray(n * width, (n + 1) * width), (one) => one * priceScale),
    feat: feat === null ? new Float64Array(width) : feat.slice(n * width, (n + 1) * width),
  }));
}

/**
 * Why a panel does not tell what shelves showed between a household's purchases, and what would; null where it does: where
 * its days and stores are known, and people buy in a store often enough for no price to go by unseen.
 *
 * @param days  that the panel spans
 */
export function untoldShelves(panel: Panel, days: number): string | null {
  if (panel.day === null) return `the panel has no column date (or day)${panel.store === null ? ", nor store" : ""}`;
  const stores = storesOf(panel);
  if (stores === null)
    return "the panel has no column store, and households that bought on one day met different prices";
  const apart = (days * new Set(stores).size) / panel.chosen.length;
  return apart > DAYS_APART ? `purchases in a store are ${apart.toFixed(1)} days apart, where 2 would do` : null;
}

/** Where each purchase was made: as the panel says, or one store where all that bought on a day met the same prices. */
function storesOf({ store, brands, day, price, feat }: Panel): readonly string[] | null {
  if (store !== null || day === null) return store;
  const width = brands.length;
  const firstOf = new Map<number, number>();
  for (let n = 0; n < day.length; n++) {
    const first = firstOf.get(day[n]);
    if (first === undefined) firstOf.set(day[n], n);
    else
      for (let b = 0; b < width; b++) {
        const [one, other] = [first * width + b, n * width + b];
        if (price[one] !== price[other] || feat?.[one] !== feat?.[other]) return null;
      }
  }
  return Array.from(day, () => "");
}

/** Places of equal names, in the order of their first ones. */
function rowsBy(names: readonly string[]): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  names.forEach((name, n) => {
    const own = rows.get(name);
    if (own) own.push(n);
    else rows.set(name, [n]);
  });
  return rows;
}
