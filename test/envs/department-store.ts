import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import { cornerShop } from "./corner-shop.js";

/** The corner shop with all that a market may have: two segments, menu, coupons, advertising, slates, rivals, suppliers. */
export function departmentStore(changes: Partial<ScenarioInput> = {}): Scenario {
  const shop = cornerShop();
  const [green, black, rye] = shop.products;
  return scenarioSchema.parse({
    ...shop,
    name: "department-store",
    products: [
      green,
      {
        ...black,
        suppliers: [
          { name: "near", leadTimeDays: 1, orderingCost: 6, maxCases: 4 },
          { name: "far", leadTimeDays: 4, leadTimeSpread: 2, orderingCost: 2, leastCases: 2, maxCases: 8 },
        ],
      },
      { ...rye, shelfLifeDays: 4 },
    ],
    segments: [
      {
        name: "regulars",
        share: 2,
        members: 0.5,
        advertising: 0.2,
        churn: {},
        visit: { rivalDiscount: 1 },
        category: { rival: 1 },
      },
      { name: "hunters", share: 1, advertising: 0.4, churn: {}, price: { sensitivity: 4 } },
    ],
    promotions: {
      ...shop.promotions,
      menu: [
        { mechanic: "buy-x-get-y", buy: 2, free: 1 },
        { mechanic: "spend-threshold", tiers: [{ spend: 10, off: 2 }] },
        { mechanic: "gift", unitCost: 0.2, worth: 0.5 },
        { mechanic: "member-price", depth: 0.15 },
      ],
      coupons: { depths: [0.1, 0.25], maxOff: 3, validDays: 4, sendCost: 0.05, budget: 600 },
    },
    advertising: {
      channels: [
        { name: "tv", saturation: 50 },
        { name: "mail", saturation: 20, keep: 0.3 },
      ],
      maxSpend: 40,
    },
    slates: { slots: 2 },
    rivals: [
      { name: "corner", categories: ["tea"], process: { kind: "decided" } },
      { name: "mall", process: { kind: "autoregressive" } },
    ],
    ...changes,
  } satisfies ScenarioInput);
}
