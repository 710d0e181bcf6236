import { z } from "zod";
import { type Campaign, calendar } from "./scenario/calendar.js";
import { crossChecks } from "./scenario/cross-checks.js";
import { name, number, probability, whole } from "./scenario/fields.js";
import { type Product, product } from "./scenario/product.js";
import { type Mechanic, type Offer, type PromotionRules, promotions } from "./scenario/promotions.js";
import { type Segment, segment } from "./scenario/segment.js";
import { advertising, events, link, pricing, rival, slates } from "./scenario/surroundings.js";

export type { Campaign, Mechanic, Offer, Product, PromotionRules, Segment };

/**
 * A scenario: everything about a market that a researcher may set, as plain data (YAML or JSON outside).
 *
 * `scenarioSchema.parse` fills defaults and refuses unknown keys; every numeric field carries its unit, range and one
 * line of doc, so that `promolab schema` and an editor's completion come out of this file and `scenario/` alone.
 * Equations: docs/model.md.
 */
const shape = z.strictObject({
  name: name("of the scenario"),
  description: z.string().default("").describe("one sentence for a reader"),
  provenance: z
    .array(
      z.strictObject({
        path: z.string().describe("which field or fields, by path"),
        origin: z.enum(["estimated", "assumed"]).describe("from the data, or from elsewhere"),
        source: z.string().describe("data and method, or the literature"),
      }),
    )
    .default([])
    .describe("where the numbers come from"),
  currency: z.string().min(1).max(8).default("$").describe("sign of the money unit"),
  moneyStep: number("money", "smallest amount; every ledger line is a whole number of these", 1e-6, 1e6).default(0.01),
  fidelity: z
    .enum(["shopper", "cohort"])
    .default("shopper")
    .describe(
      "shopper: every shopper is simulated; cohort: counts by segment and product, at a cost without population",
    ),
  population: whole("shoppers", "fixed within a replicate", 1, 1e8).default(1000),
  horizonDays: whole("days", "days an agent decides on", 1, 10_000).default(91),
  warmUpDays: whole("days", "days under the background policies before day 0, not scored", 0, 1000).default(56),
  tailDays: whole(
    "days",
    "days after the horizon, promotions off, scored: the last promotion is not free",
    0,
    1000,
  ).default(56),
  carryOver: probability(
    "the dial: chance that a shopper-day uses her own memory; else her memory at the end of warm-up",
  ).default(1),
  quantityCap: whole("units", "most a shopper takes of a product in a day", 1, 1000).default(12),
  products: z.array(product).min(1).max(10_000),
  segments: z.array(segment).min(1).max(1000),
  calendar,
  promotions,
  pricing,
  advertising,
  slates,
  rivals: z.array(rival).max(10).default([]).describe("shops that shoppers may go to instead"),
  links: z.array(link).max(1000).default([]).describe("complements and substitutes across categories"),
  events,
});

/** A scenario with its defaults filled in. */
export type Scenario = z.output<typeof shape>;
/** A scenario as a user writes it. */
export type ScenarioInput = z.input<typeof shape>;

export const scenarioSchema = shape.superRefine(crossChecks);
