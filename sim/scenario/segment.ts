import { z } from "zod";
import { logit, name, number, probability, share } from "./fields.js";
import type { Mechanic } from "./promotions.js";

const categoryResponse = {
  incidence: logit("g0: log-odds of buying in the category on a visit at mean value and mean pantry, no promotion"),
  value: number("logit a unit of category value", "g1: pull of a better category value (nested logit)", 0, 1),
  pantry: number("logit a unit", "how strongly a unit at home above the mean holds back buying", 0, 50),
  pantryKeep: number("share a day", "delta: part of the pantry still there a day later", 0, 0.9999),
  rival: number("logit a unit of discount", "how strongly a rival's discount in the category draws buying away", 0, 20),
};

/** pull of each mechanic's badge in a segment that does not say */
const DISPLAY: Readonly<Record<Mechanic, number>> = {
  "percent-off": 0.3,
  "amount-off": 0.3,
  "buy-x-get-y": 0.35,
  "flash-sale": 0.5,
  "member-price": 0.2,
  gift: 0.25,
  coupon: 0.3,
  "spend-threshold": 0.15,
};
const badge = (mechanic: Mechanic, of: string) =>
  number("utility", `pull of the badge itself, without its price: ${of}`, -5, 10).default(DISPLAY[mechanic]);

/** Shoppers who respond alike. */
export const segment = z
  .strictObject({
    name: name("unique; shoppers' draws are keyed by it"),
    share: number("parts", "size against the other segments; shares are scaled to sum to one", 0, 1e6),
    visit: z
      .strictObject({
        base: logit("v0: log-odds of a visit on a plain weekday").default(-1.1),
        storeValue: number("logit a unit of value", "g2: pull of the store value met on past visits", 0, 10).default(
          0.2,
        ),
        storeMemory: share("part of the remembered store value kept at a visit").default(0.85),
        campaignResponse: number("factor", "multiplies a campaign's visit lift", 0, 10).default(1),
        stockOutDrop: number("logit", "log-odds of a visit lost with every stock-out met", 0, 10).default(0.15),
        stockOutForget: share("part of that loss, and of the two below, forgotten a day").default(0.05),
        unfairDrop: number(
          "logit",
          "log-odds of a visit lost by paying more than others, by relative difference",
          0,
          10,
        ).default(0.4),
        giftJoy: number("logit", "log-odds of a visit won with every gift", 0, 10).default(0.1),
        notice: logit("added while a coupon is at hand, and on days of a flash sale").default(0.2),
        rivalDiscount: number(
          "logit a unit of discount",
          "how strongly rivals' mean discount keeps away",
          0,
          20,
        ).default(0),
      })
      .prefault({})
      .describe("when they come"),
    churn: z
      .strictObject({
        hazard: probability("chance that a visit at plain satisfaction is the last").default(0.005),
        dissatisfaction: number("logit a logit", "growth of its log-odds with satisfaction lost", 0, 20).default(1),
        acquisition: probability("chance a day that a lost shopper's place is taken by a new one").default(0.002),
        advertising: number("logit a unit of adstock", "growth of its log-odds with advertising", 0, 20).default(0),
      })
      .nullable()
      .default(null)
      .describe("shoppers who leave for good, and new ones in their places; null: nobody does"),
    members: share("part of the segment who are members").default(0),
    advertising: number("logit a unit of adstock", "pull of advertising on visits", 0, 20).default(0),
    slate: z
      .strictObject({
        pull: number("utility", "pull of being shown in a place that all notice", -5, 10).default(0.5),
        unseen: number("probability", "chance that a product not shown is thought of all the same", 0.001, 1).default(
          1,
        ),
      })
      .prefault({})
      .describe("what being shown does, in a shop with slates"),
    price: z
      .strictObject({
        sensitivity: number("utility a log price", "mean of beta over the segment's shoppers", 0, 50).default(2.55),
        sensitivitySpread: number("log", "standard deviation of ln beta between shoppers", 0, 3).default(0.16),
        gain: number("utility", "pull of paying below the reference price, by relative difference", 0, 20).default(0.8),
        loss: number("utility", "push of paying above the reference price, by relative difference", 0, 20).default(1.4),
        referenceMemory: share("rho: part of the reference price kept at a visit").default(0.85),
      })
      .prefault({})
      .describe("what a price does"),
    promotion: z
      .strictObject({
        display: z
          .strictObject({
            "percent-off": badge("percent-off", "so much per cent less"),
            "amount-off": badge("amount-off", "so much money less"),
            "buy-x-get-y": badge("buy-x-get-y", "some units free"),
            "flash-sale": badge("flash-sale", "cheap for some hours"),
            "member-price": badge("member-price", "cheaper for members, seen by them"),
            gift: badge("gift", "a gift with it"),
            coupon: badge("coupon", "covered by the coupon at hand"),
            "spend-threshold": badge("spend-threshold", "counts towards a threshold"),
          })
          .prefault({})
          .describe("by mechanic"),
        wear: number("factor a unit of fatigue", "how fast frequent promotions wear the badge out", 0, 20).default(0.1),
        fatigueKeep: number("share a day", "zeta: part of the fatigue still there a day later", 0, 0.9999).default(0.9),
        giftTaste: number("utility a list price", "pull of a gift's worth, by the product's list price", 0, 20).default(
          1,
        ),
        bundle: probability("chance that who takes too few units for a free one takes the missing ones").default(0.4),
        filler: z
          .strictObject({
            reach: share("part of a threshold's spend that may be missing for a filler to be thought of").default(0.3),
            base: logit("log-odds of adding a filler that costs just what the threshold takes off").default(0),
            saving: number("logit", "pull of what adding the filler saves, over what is missing", 0, 20).default(1),
          })
          .prefault({})
          .describe("what a shopper near a spend threshold does"),
        redemption: z
          .strictObject({
            base: logit("log-odds of thinking of the coupon on a visit").default(0),
            depth: number("logit a unit of depth", "pull of a deeper one", 0, 50).default(5),
          })
          .prefault({})
          .describe("whether a coupon at hand is used"),
      })
      .prefault({})
      .describe("what a promotion does beside its price"),
    choice: z
      .strictObject({
        loyalty: number("utility", "pull of the product bought last in the category", -5, 10).default(0.2),
        tasteSpread: number("utility", "standard deviation of a shopper's own taste for each product", 0, 5).default(
          0.7,
        ),
        attributeTaste: z
          .record(
            z.string(),
            z.strictObject({
              mean: number("utility a level", "mean taste for the attribute", -20, 20).default(0),
              spread: number("utility a level", "standard deviation between shoppers", 0, 10).default(0),
            }),
          )
          .default({})
          .describe("taste[i] . x[p] by attribute name"),
        appeal: z
          .record(z.string(), number("utility", "added to the product's appeal in this segment", -20, 20))
          .default({})
          .describe("by product name"),
      })
      .prefault({})
      .describe("which product"),
    category: z
      .strictObject({
        incidence: categoryResponse.incidence.default(0.2),
        value: categoryResponse.value.default(0.97),
        pantry: categoryResponse.pantry.default(3.2),
        pantryKeep: categoryResponse.pantryKeep.default(0.96),
        rival: categoryResponse.rival.default(0),
      })
      .prefault({})
      .describe("whether they buy in a category"),
    categories: z
      .record(z.string(), z.strictObject(categoryResponse).partial())
      .default({})
      .describe("by category name: what differs from `category`"),
    quantity: z
      .strictObject({
        base: number("log units", "m0: log of the mean extra units beyond the first at list price", -20, 5).default(
          -1.2,
        ),
        price: number("log units a log price", "m1: growth of the extra units with the discount", 0, 20).default(1.4),
      })
      .prefault({})
      .describe("how many"),
  })
  .describe("shoppers who respond alike");
export type Segment = z.output<typeof segment>;
