import type { MarketBrief } from "../../envs/types.js";

/**
 * How old a shelf's units are, found from what was ordered: where the oldest are sold first, what is left is what came last.
 * What came before the first day is taken to be spread evenly over the days it may have come on.
 */
export interface Ages {
  /** a new season */
  begin(): void;
  /**
   * What will have gone by the n-th morning from now unless it is sold, this morning the 0th.
   *
   * @param day    the season's, today
   * @param stock  units at yesterday's close
   * @param out    by morning, shape [shelf life of the product], overwritten
   */
  expiring(day: number, product: number, stock: number, out: Float64Array): void;
  /** today's order, units */
  order(day: number, product: number, units: number): void;
  save(): Float64Array;
  load(state: Float64Array): void;
}

export function createAges({ products, horizonDays }: Pick<MarketBrief, "products" | "horizonDays">): Ages {
  const ordered = new Float64Array(products.length * horizonDays);
  return {
    begin: () => void ordered.fill(0),
    expiring(day, product, stock, out) {
      const { leadTimeDays, shelfLifeDays = 0 } = products[product];
      let rest = stock;
      let unknown = 0;
      // what came n mornings after the oldest goes on the n-th from now; yesterday's is the youngest at its close
      for (let morning = shelfLifeDays - 1; morning >= 0; morning--) {
        const placed = day - shelfLifeDays + morning - leadTimeDays;
        if (placed < 0) unknown += 1;
        out[morning] = placed < 0 ? 0 : Math.min(rest, ordered[product * horizonDays + placed]);
        rest -= out[morning];
      }
      for (let morning = 0; morning < Math.max(1, unknown); morning++) out[morning] += rest / Math.max(1, unknown);
    },
    order(day, product, units) {
      ordered[product * horizonDays + day] = units;
    },
    save: () => ordered.slice(),
    load: (state) => ordered.set(state),
  };
}
