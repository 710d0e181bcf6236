import { z } from "zod";
import { budget, money, number, share, whole } from "./fields.js";

/** What a promotion can be. Those of BASKET_MECHANICS act on a whole basket, the others on a product. */
export const MECHANICS = [
  "percent-off",
  "amount-off",
  "buy-x-get-y",
  "flash-sale",
  "member-price",
  "gift",
  "coupon",
  "spend-threshold",
] as const;
export type Mechanic = (typeof MECHANICS)[number];
export const BASKET_MECHANICS: readonly Mechanic[] = ["coupon", "spend-threshold"];

const mechanic = z.enum(MECHANICS);
const depth = number("share", "part of the list price given away", 0.001, 0.999);

const offer = z
  .discriminatedUnion("mechanic", [
    z.strictObject({ mechanic: z.literal("percent-off"), depth }),
    z.strictObject({
      mechanic: z.literal("amount-off"),
      amount: money("taken off the price of a unit, which stays at least one money step").meta({
        unit: "money a unit",
      }),
    }),
    z.strictObject({
      mechanic: z.literal("buy-x-get-y"),
      buy: whole("units", "paid for in a group", 1, 20),
      free: whole("units", "free in a group of buy + free", 1, 20),
    }),
    z.strictObject({
      mechanic: z.literal("flash-sale"),
      depth,
      fromHour: number("hours", "when it opens; shoppers come evenly from 0 to 24", 0, 24),
      toHour: number("hours", "when it closes", 0, 24),
      units: whole("units", "most units sold at its price in a day", 1, 1e9)
        .nullable()
        .default(null)
        .describe("most units sold at its price in a day; null: no limit"),
    }),
    z.strictObject({ mechanic: z.literal("member-price"), depth }),
    z.strictObject({
      mechanic: z.literal("gift"),
      unitCost: money("what a gift costs the shop; one with every purchase of the product"),
      worth: money("what it is worth to a shopper"),
    }),
    z.strictObject({
      mechanic: z.literal("spend-threshold"),
      tiers: z
        .array(
          z.strictObject({
            spend: number("money", "spent on what counts, after all other promotions", 1e-6, 1e9),
            off: number("money", "then taken off the basket", 1e-6, 1e9),
          }),
        )
        .min(1)
        .max(6)
        .describe("by rising spend; the highest that is reached applies"),
    }),
  ])
  .describe("a promotion to choose");
export type Offer = z.output<typeof offer>;

/** What a day may be under: a campaign's rules, or everyday's. */
export const rules = {
  mechanics: z
    .array(mechanic)
    .default([...MECHANICS])
    .describe("mechanics allowed; an empty list allows none"),
  depthLimit: share("largest share of the list price given away").default(0.5),
  budget: budget("most that may be given away in all; null: no limit"),
  coolDownDays: whole("days", "a product rests this long after an offer on it ends", 0, 365).default(0),
  marginFloor: number(
    "share",
    "smallest part of the promoted price, with vendor funding, left over unit cost",
    -1,
    1,
  ).default(-1),
};
const promotionRules = z.strictObject(rules);
export type PromotionRules = z.output<typeof promotionRules>;

const coupons = z
  .strictObject({
    depths: z
      .array(number("share", "part of what the coupon covers that it takes off", 0.001, 0.999))
      .min(1)
      .max(8)
      .default([0.1, 0.2])
      .describe("depths to choose from, rising"),
    categories: z.array(z.string()).default([]).describe("categories it covers; empty: all"),
    maxOff: number("money", "most that one coupon takes off a basket", 1e-6, 1e9).default(10),
    lagDays: whole("days", "a coupon sent on day t can be used from day t + lagDays on", 0, 60).default(1),
    validDays: whole("days", "days on which it can be used", 1, 365).default(14),
    sendCost: money("of sending one").default(0),
    budget: budget("most that coupons may take off over the episode; a live one has its maxOff reserved"),
  })
  .describe("coupons sent to shoppers; a shopper holds one at a time and uses it up with one basket");
export type Coupons = z.output<typeof coupons>;

const stacking = z
  .strictObject({
    exclusive: z
      .array(z.tuple([mechanic, mechanic]))
      .default([])
      .describe("pairs that no unit gets both of"),
    prefer: z
      .enum(["best-for-shopper", "line-first", "basket-first"])
      .default("best-for-shopper")
      .describe("who wins between exclusive mechanics: what costs the shopper least, the product's, or the basket's"),
    basketOrder: z
      .enum(["coupon-first", "threshold-first"])
      .default("coupon-first")
      .describe("whether a coupon comes off before a spend threshold is looked at, or after"),
  })
  .prefault({})
  .describe("what may be combined");

/** What a promotion may be. */
export const promotions = z
  .strictObject({
    slots: z.enum(["product", "category"]).default("product").describe("what one promotion choice covers"),
    depths: z
      .array(number("share", "share of the list price given away", 0.001, 0.999))
      .max(20)
      .default([0.1, 0.2, 0.3])
      .describe("per-cent depths to choose from, rising"),
    menu: z
      .array(offer)
      .max(40)
      .default([])
      .describe("further promotions to choose from, after the depths; spend thresholds make a slot for the basket"),
    coupons: coupons.nullable().default(null).describe("coupons that may be sent; null: none"),
    stacking,
    everyday: promotionRules.prefault({}).describe("rules outside campaigns"),
  })
  .prefault({})
  .describe("what a promotion may be");
export type Promotions = z.output<typeof promotions>;
