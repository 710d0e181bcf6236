import type { ScenarioInput } from "../../sim/scenario.js";
import { smallInput } from "./small-scenario.js";

const [tea, coffee, oats] = smallInput.products;
const [keen, calm] = smallInput.segments;
const whole = {
  members: 0.4,
  advertising: 0.3,
  slate: { pull: 0.6, unseen: 0.7 },
  churn: { hazard: 0.02, dissatisfaction: 1.5, acquisition: 0.05, advertising: 0.8 },
};
const visits = { rivalDiscount: 0.8, notice: 0.3, unfairDrop: 1, giftJoy: 0.2 };
const promotion = { wear: 0.6, filler: { reach: 0.7, base: 0.5, saving: 0.8 } };

/** The small scenario with every optional effect in use. */
export const richInput: ScenarioInput = {
  ...smallInput,
  name: "rich",
  products: [
    { ...tea, shelfLifeDays: 4 },
    {
      ...coffee,
      suppliers: [
        {
          name: "near",
          leadTimeDays: 1,
          leadTimeSpread: 2,
          orderingCost: 2,
          leastCases: 1,
          maxCases: 5,
          prices: [{ cases: 3, unitCost: 3.8 }],
        },
        {
          name: "far",
          leastCases: 2,
          leadTimeDays: 4,
          leadTimeSpread: 1,
          orderingCost: 1,
          maxCases: 6,
          prices: [{ cases: 3, unitCost: 3.5 }],
        },
      ],
    },
    oats,
    { ...oats, name: "rice", appeal: 0.2, leadTimeDays: 1 },
  ],
  segments: [
    { ...keen, ...whole, visit: { ...keen.visit, ...visits }, promotion, category: { ...keen.category, rival: 0.5 } },
    { ...calm, ...whole, visit: { ...calm.visit, ...visits }, promotion, category: { ...calm.category, rival: 0.4 } },
  ],
  promotions: {
    depths: [0.1, 0.25],
    menu: [
      { mechanic: "amount-off", amount: 0.6 },
      { mechanic: "buy-x-get-y", buy: 2, free: 1 },
      { mechanic: "flash-sale", depth: 0.3, fromHour: 8, toHour: 14, units: 15 },
      { mechanic: "member-price", depth: 0.15 },
      { mechanic: "gift", unitCost: 0.4, worth: 1.5 },
      {
        mechanic: "spend-threshold",
        tiers: [
          { spend: 8, off: 1 },
          { spend: 15, off: 3 },
        ],
      },
    ],
    coupons: { depths: [0.1, 0.3], maxOff: 2, lagDays: 1, validDays: 4, sendCost: 0.02, budget: 350 },
    stacking: { exclusive: [["coupon", "percent-off"]] },
    everyday: { depthLimit: 0.4, budget: 500, coolDownDays: 1, marginFloor: -0.2 },
  },
  advertising: { channels: [{ name: "radio", saturation: 40, keep: 0.6, reach: { keen: 0.8 } }], maxSpend: 50 },
  slates: { slots: 2, attention: 0.6 },
  rivals: [
    {
      name: "corner",
      process: { kind: "autoregressive", mean: 0.05, keep: 0.8, spread: 0.06, chance: 0.1, days: 3, depth: 0.2 },
    },
    {
      name: "mirror",
      categories: ["drinks"],
      process: { kind: "follower", response: 0.9, lagDays: 1, chance: 0.1, days: 3, depth: 0.15 },
    },
    { name: "clockwork", process: { kind: "calendar", every: 9, offset: 2, days: 3, depth: 0.2 } },
  ],
  links: [{ categories: ["drinks", "food"], lift: 0.8 }],
  events: { rate: 0.5, messages: 0.1 },
};
