import type { Scenario } from "../../sim/scenario.js";
import type { BackgroundPolicy } from "./lever.js";

/** Days that an order is to last beyond the wait for it. */
const COVER_DAYS = 7;
/** Standard deviations of Poisson demand held against luck: 95% of covers suffice. */
const SAFETY = 1.645;

/**
 * Orders whole cases up to  S = m c + 1.645 sqrt(m c),  c = lead time + 7 days, m the mean sales a day (the typical
 * sales before anything was sold), counting what is on the shelf and on order; at most the largest order.
 *
 * A perishable product is covered for its shelf life where that is shorter than 7 days. Of several suppliers the first is
 * asked, with its mean lead time; the next ones for what it cannot deliver.
 */
export const orderUpTo: BackgroundPolicy = ({ report, meanSales, typicalSales, orderTerms }, { order }) => {
  const { stock, onOrder } = report;
  const { coverDays, caseSize, maxCases, suppliers } = orderTerms;
  let place = 0;
  for (let p = 0; p < coverDays.length; p++) {
    const sales = (meanSales[p] > 0 ? meanSales[p] : typicalSales[p]) * coverDays[p];
    const short = sales + SAFETY * Math.sqrt(sales) - stock[p] - onOrder[p];
    let cases = short > 0 ? Math.ceil(short / caseSize[p]) : 0;
    const own = suppliers[p];
    if (own.length === 0) order[place++] = Math.min(maxCases[p], cases) * caseSize[p];
    for (let s = 0; s < own.length; s++) {
      const asked = cases === 0 ? 0 : Math.min(own[s].maxCases, Math.max(own[s].leastCases, cases));
      order[place++] = asked * caseSize[p];
      cases = Math.max(0, cases - asked);
    }
  }
};

/** What orders are reckoned by, product by product: it never changes, and looking through products every day costs more than orders. */
export interface OrderTerms {
  /** mean wait for an order of the first supplier, and what it is to last then; days, shape [products] */
  readonly coverDays: Float64Array;
  /** units; shape [products] */
  readonly caseSize: Float64Array;
  /** of products without suppliers of their own, shape [products] */
  readonly maxCases: Float64Array;
  readonly suppliers: readonly { readonly leastCases: number; readonly maxCases: number }[][];
}

export function orderTermsOf({ products }: Scenario): OrderTerms {
  return {
    coverDays: Float64Array.from(products, ({ suppliers, leadTimeDays, shelfLifeDays }) => {
      const wait = suppliers.length > 0 ? suppliers[0].leadTimeDays + suppliers[0].leadTimeSpread / 2 : leadTimeDays;
      return wait + (shelfLifeDays === null ? COVER_DAYS : Math.min(COVER_DAYS, shelfLifeDays));
    }),
    caseSize: Float64Array.from(products, (product) => product.caseSize),
    maxCases: Float64Array.from(products, (product) => product.maxCases),
    suppliers: products.map(({ suppliers }) => suppliers),
  };
}
