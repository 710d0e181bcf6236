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
export const orderUpTo: BackgroundPolicy = ({ scenario, report, meanSales, typicalSales }, { order }) => {
  let place = 0;
  for (let p = 0; p < scenario.products.length; p++) {
    const { leadTimeDays, caseSize, maxCases, suppliers, shelfLifeDays } = scenario.products[p];
    const wait = suppliers.length > 0 ? suppliers[0].leadTimeDays + suppliers[0].leadTimeSpread / 2 : leadTimeDays;
    const cover = shelfLifeDays === null ? COVER_DAYS : Math.min(COVER_DAYS, shelfLifeDays);
    const sales = (meanSales[p] > 0 ? meanSales[p] : typicalSales[p]) * (wait + cover);
    const short = sales + SAFETY * Math.sqrt(sales) - report.stock[p] - report.onOrder[p];
    let cases = short > 0 ? Math.ceil(short / caseSize) : 0;
    if (suppliers.length === 0) order[place++] = Math.min(maxCases, cases) * caseSize;
    for (let s = 0; s < suppliers.length; s++) {
      const asked = cases === 0 ? 0 : Math.min(suppliers[s].maxCases, Math.max(suppliers[s].leastCases, cases));
      order[place++] = asked * caseSize;
      cases = Math.max(0, cases - asked);
    }
  }
};
