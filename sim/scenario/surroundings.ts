import { z } from "zod";
import { money, name, number, probability, share, whole } from "./fields.js";

const channel = z
  .strictObject({
    name: name("unique"),
    saturation: number("money a day", "kappa: spend on a segment that reaches 63% of those it can reach", 1e-6, 1e9),
    keep: number("share a day", "part of the adstock still there a day later", 0, 0.9999).default(0.7),
    reach: z
      .record(z.string(), share("part of the segment that the channel can reach"))
      .default({})
      .describe("by segment name; 1 where left out"),
  })
  .describe("a way to advertise");

/** Advertising: channels and what may be spent on them. */
export const advertising = z
  .strictObject({
    channels: z.array(channel).max(20).default([]).describe("empty: no advertising"),
    maxSpend: money("most spent on a channel and segment in a day").default(100).meta({ unit: "money a day" }),
  })
  .prefault({})
  .describe("advertising");

/** What is shown to whom. */
export const slates = z
  .strictObject({
    slots: whole("products", "shown to a segment at a time; 0: no slates", 0, 50).default(0),
    attention: number("share", "how much more a place is noticed than the next", 0.01, 1)
      .default(0.8)
      .describe("notice of place j is attention^j, the first place being 0"),
  })
  .prefault({})
  .describe("recommendation slates: products shown to a segment");

const promotionsOfRival = {
  depth: share("discount of its promotions").default(0.2),
  chance: probability("that one starts on a day without").default(0.03),
  days: whole("days", "how long one lasts", 1, 60).default(5),
};

/** What a price may be. */
export const pricing = z
  .strictObject({
    multipliers: z
      .array(number("factor", "regular price over list price", 0.1, 5))
      .min(1)
      .max(41)
      .default([0.8, 0.9, 1, 1.1, 1.2])
      .describe("regular prices to choose from, as factors of the list price, rising; 1 among them"),
  })
  .prefault({})
  .describe("what a price may be");

/** Shops that shoppers may go to instead. */
export const rival = z
  .strictObject({
    name: name("unique"),
    categories: z.array(z.string()).default([]).describe("categories it sells; empty: all"),
    process: z
      .discriminatedUnion("kind", [
        z.strictObject({
          kind: z.literal("autoregressive"),
          mean: number("share", "mean discount on the list price", -0.5, 0.9).default(0),
          keep: number("share a day", "part of a deviation still there a day later", 0, 0.9999).default(0.9),
          spread: number("share", "standard deviation of the discount in the long run", 0, 0.5).default(0.05),
          ...promotionsOfRival,
        }),
        z.strictObject({
          kind: z.literal("follower"),
          response: number(
            "factor",
            "its discount, as a part of this shop's mean discount in the category",
            0,
            2,
          ).default(0.8),
          lagDays: whole("days", "how long it takes to follow", 1, 28).default(1),
          ...promotionsOfRival,
        }),
        z.strictObject({
          kind: z.literal("calendar"),
          every: whole("days", "from one promotion's start to the next's", 1, 365).default(28),
          offset: whole("days", "of the first start after day 0", 0, 365).default(0),
          days: promotionsOfRival.days,
          depth: promotionsOfRival.depth,
        }),
        z.strictObject({ kind: z.literal("decided") }).describe("by whoever plays the rival; no discount else"),
      ])
      .describe("how its discount moves, in each of its categories alike but with luck of its own"),
  })
  .describe("a shop that shoppers may go to instead");
export type Rival = z.output<typeof rival>;

/** Categories bought together, or instead of each other. */
export const link = z
  .strictObject({
    categories: z.tuple([z.string(), z.string()]).describe("two categories"),
    lift: number("logit", "log-odds of buying in one won by having bought in the other; below 0: substitutes", -10, 10),
  })
  .describe("complements and substitutes across categories");

/** What shoppers do, written down. */
export const events = z
  .strictObject({
    rate: probability("part of the shoppers whose events are written down; 0: none, at no cost").default(0),
    messages: probability("chance that a visit of such a shopper ends with a message").default(0.02),
    language: z.enum(["en", "zh", "both"]).default("both").describe("of the messages; both: each shopper has one"),
  })
  .prefault({})
  .describe("behaviour events");
