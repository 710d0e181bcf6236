import type { Panel } from "./panel-csv.js";
import type { ShelfState } from "./panel-market.js";

/**
 * What shelves showed day by day, as the purchases of a panel tell it; shape [count][days].
 *
 * With days, a shelf is a store's, or where the panel knows no stores a household's: from one purchase there on the prices are
 * those that the purchase met. Without days, households' prices come one after another, each for as long as a household takes
 * from one purchase to the next. Either way prices were met at purchases, which makes cheap ones a little too frequent; the
 * less so, the more households buy in a store.
 *
 * @param days        that the panel spans
 * @param count       shelves; where there are fewer stores some are taken again
 * @param priceScale  what a unit of the file's prices is in the scenario's money
 */
export function shelfPaths(panel: Panel, days: number, count: number, priceScale: number): ShelfState[][] {
  const brands = panel.brands.length;
  const states = Array.from(panel.chosen, (_, n): ShelfState => {
    const cells = Array.from({ length: brands }, (_, b) => n * brands + b);
    return {
      price: cells.map((cell) => panel.price[cell] * priceScale),
      feat: cells.map((cell) => panel.feat?.[cell] ?? 0),
    };
  });
  const { day } = panel;
  if (day === null) return undated(panel, states, days, count);
  const places = [...rowsBy(panel.store ?? panel.household).values()];
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

function undated({ household, chosen }: Panel, states: readonly ShelfState[], days: number, count: number) {
  const homes = [...rowsBy(household).values()];
  const holdDays = Math.max(1, Math.round((days * homes.length) / chosen.length));
  return Array.from({ length: count }, (_, r) => {
    const rows: number[] = [];
    for (let h = Math.floor((r * homes.length) / count); rows.length * holdDays < days; h = (h + 1) % homes.length)
      rows.push(...homes[h]);
    return Array.from({ length: days }, (_, d) => states[rows[Math.floor(d / holdDays)]]);
  });
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
