import { SALES_WINDOW, type State } from "./layout.js";
import { toSteps } from "./money.js";
import { bookPromotions } from "./promotions/books.js";
import type { PromotionDesk } from "./promotions/desk.js";
import type { Scenario } from "./scenario.js";

/** What the day's sales come to. */
export interface Books {
  /** Closes the day: every line of every product, rounded once; and what the shop remembers of its sales. */
  close(day: number, campaign: number): void;
}

export function createBooks(scenario: Scenario, state: State, desk: PromotionDesk): Books {
  const { products, calendar, moneyStep } = scenario;
  const P = products.length;
  const unitCost = Float64Array.from(products, (product) => product.unitCost);
  const holdingCost = Float64Array.from(products, (product) => product.holdingCost);
  const listPrice = Float64Array.from(products, (product) => product.listPrice);
  const funding = Float64Array.from(calendar.campaigns, (campaign) => campaign.vendorFunding);
  /** a multiple of the window by which no day is negative: what may be -0 is divided as a double, in tens of nanoseconds */
  const turns = Math.ceil(scenario.warmUpDays / SALES_WINDOW) * SALES_WINDOW;
  const { rulesOf } = desk.offers;

  return {
    close(day, campaign) {
      bookPromotions(state, desk.offers);
      const { units, promotedUnits, stock, stockOut, grossSales, vendorFunding, holding, regularPrice } = state;
      const { recentUnits, recentStockOut, recentSum, recentSumOut, recentDaysOut } = state;
      const { unitCost: cost } = state;
      const today = ((day + turns) % SALES_WINDOW) * P;
      for (let p = 0; p < P; p++) {
        const sold = units[p];
        grossSales[p] = sold * regularPrice[p];
        if (campaign >= 0 && rulesOf[p] === campaign && promotedUnits[p] > 0)
          vendorFunding[p] = toSteps(promotedUnits[p] * funding[campaign] * listPrice[p], moneyStep);
        cost[p] = toSteps(sold * unitCost[p], moneyStep);
        holding[p] = toSteps(stock[p] * holdingCost[p], moneyStep);
        // today's sales take the place of those SALES_WINDOW days ago
        const at = today + p;
        const out = stockOut[p];
        recentSum[p] += sold - recentUnits[at];
        recentSumOut[p] += out * sold - recentStockOut[at] * recentUnits[at];
        recentDaysOut[p] += out - recentStockOut[at];
        recentUnits[at] = sold;
        recentStockOut[at] = out;
      }
    },
  };
}
