import type { BackgroundPolicy } from "./lever.js";
import { promotionChoices } from "./promotion-choices.js";
import type { Shop } from "./shop.js";

/** While a campaign is open: on what it covers the deepest per-cent promotion allowed (else the menu's first allowed), and the last threshold allowed. */
export const promoteInCampaigns: BackgroundPolicy = (shop, sheet) => {
  const { market, scenario } = shop;
  const campaign = market.campaignAt(market.day);
  const categories = campaign < 0 ? [] : scenario.calendar.campaigns[campaign].categories;
  const covered = (category: string) => campaign >= 0 && (categories.length === 0 || categories.includes(category));
  promote(shop, sheet, covered, campaign >= 0);
};

/** The same on everything, every day. */
export const promoteEveryDay: BackgroundPolicy = (shop, sheet) => promote(shop, sheet, () => true, true);

function promote(
  { market, scenario }: Shop,
  sheet: Parameters<BackgroundPolicy>[1],
  covered: (category: string) => boolean,
  basketToo: boolean,
): void {
  const { products, promotions } = scenario;
  const { depths, menu } = promotions;
  const choices = promotionChoices(scenario);
  for (let p = 0; p < products.length; p++) {
    sheet.depth[p] = 0;
    sheet.offer[p] = 0;
    if (!covered(products[p].category)) continue;
    for (let d = depths.length - 1; d >= 0 && sheet.depth[p] === 0; d--)
      if (market.choiceAllowed(p, d + 1)) sheet.depth[p] = depths[d];
    if (sheet.depth[p] > 0 || menu.length === 0) continue;
    sheet.offer[p] = choices.product.find((offer) => offer > depths.length && market.choiceAllowed(p, offer)) ?? 0;
  }
  sheet.basketOffer = basketToo
    ? (choices.basket.findLast((offer) => offer > 0 && market.basketChoiceAllowed(offer)) ?? 0)
    : 0;
}
