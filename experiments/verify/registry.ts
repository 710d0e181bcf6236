import { bernoulli, budgetedBandit, linear } from "./families/bandits.js";
import { cartPole, deepLostSales } from "./families/deep.js";
import { finiteHorizon, newsvendor, reorderPoint, stockPlan, wagnerWhitin } from "./families/inventory.js";
import { lostSales } from "./families/lost-sales.js";
import { perishable } from "./families/perishable.js";
import { gallegoVanRyzin, markdown } from "./families/pricing.js";
import { promotionPlanning } from "./families/promotion-planning.js";
import { frozenLake, taxi, windyGrid } from "./families/tabular.js";
import { cliffWalking, maximisationBias } from "./families/tabular-control.js";
import type { AnyFamily } from "./family.js";

/** Every family of problems with known answers, in the order in which they are printed. */
export const families: readonly AnyFamily[] = [
  lostSales,
  perishable,
  newsvendor,
  reorderPoint,
  finiteHorizon,
  stockPlan,
  wagnerWhitin,
  gallegoVanRyzin,
  markdown,
  promotionPlanning,
  bernoulli,
  linear,
  budgetedBandit,
  frozenLake,
  taxi,
  windyGrid,
  cliffWalking,
  maximisationBias,
  cartPole,
  deepLostSales,
];
