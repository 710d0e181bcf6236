import type { DecisionSheet } from "./decision-sheet.js";
import type { BackgroundPolicy } from "./lever.js";
import type { Shop } from "./shop.js";

/**
 * While a campaign is open: on what it covers the deepest per-cent promotion allowed (else the menu's first allowed), and the last
 * threshold allowed.
 */
export const promoteInCampaigns: BackgroundPolicy = (shop, sheet) => {
  const { market, scenario } = shop;
  const campaign = market.campaignAt(market.day);
  promote(shop, sheet, campaign < 0 ? null : scenario.calendar.campaigns[campaign].categories);
};

/** The same on everything, every day. */
export const promoteEveryDay: BackgroundPolicy = (shop, sheet) => promote(shop, sheet, EVERYTHING);

const EVERYTHING: readonly string[] = [];

/** @param covered  categories, all where empty; null: nothing, not even a basket */
function promote({ market, scenario }: Shop, sheet: DecisionSheet, covered: readonly string[] | null): void {
  const { products, promotions } = scenario;
  const { depths, menu } = promotions;
  for (let p = 0; p < products.length; p++) {
    sheet.depth[p] = 0;
    sheet.offer[p] = 0;
    if (covered === null || (covered.length > 0 && !covered.includes(products[p].category))) continue;
    for (let d = depths.length - 1; d >= 0 && sheet.depth[p] === 0; d--)
      if (market.choiceAllowed(p, d + 1)) sheet.depth[p] = depths[d];
    if (sheet.depth[p] > 0) continue;
    for (let m = menu.length - 1; m >= 0; m--)
      if (market.choiceAllowed(p, depths.length + 1 + m)) sheet.offer[p] = depths.length + 1 + m;
  }
  sheet.basketOffer = 0;
  for (let m = 0; m < menu.length && covered !== null; m++)
    if (market.basketChoiceAllowed(depths.length + 1 + m)) sheet.basketOffer = depths.length + 1 + m;
}
