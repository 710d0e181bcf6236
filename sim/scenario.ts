import { z } from "zod";

/**
 * A scenario: everything about a market that a researcher may set, as plain data (YAML or JSON outside).
 *
 * `scenarioSchema.parse` fills defaults and refuses unknown keys; every numeric field carries its unit, range and one
 * line of doc, so that `promolab schema` and an editor's completion come out of this file alone. Equations: docs/model.md.
 */

const number = (unit: string, doc: string, low: number, high: number) =>
  z.number().min(low).max(high).describe(doc).meta({ unit });
const whole = (unit: string, doc: string, low: number, high: number) =>
  z.int().min(low).max(high).describe(doc).meta({ unit });
const probability = (doc: string) => number("probability", doc, 0, 1);
const share = (doc: string) => number("share", doc, 0, 1);
const money = (doc: string) => number("money", doc, 0, 1e9);
const logit = (doc: string) => number("logit", doc, -20, 20);
const name = (doc: string) =>
  z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, "a name: letters, digits, spaces, . _ -")
    .max(60)
    .describe(doc);

const product = z
  .strictObject({
    name: name("unique; draws are keyed by it, so a new product leaves the others' luck as it was"),
    category: name("products of one category are substitutes"),
    listPrice: number("money a unit", "price without promotion", 1e-6, 1e9),
    unitCost: money("paid to the supplier for a unit").meta({ unit: "money a unit" }),
    appeal: logit("utility at list price before taste: a[s,p] for every segment").default(0).meta({ unit: "utility" }),
    attributes: z
      .record(z.string(), number("attribute's own", "level of the attribute", -100, 100))
      .default({})
      .describe("x[p]: levels that segments' attributeTaste weighs"),
    holdingCost: money("a unit left on the shelf at the end of a day")
      .default(0)
      .meta({ unit: "money a unit and day" }),
    orderingCost: money("an order, whatever its size").default(0).meta({ unit: "money an order" }),
    leadTimeDays: whole("days", "an order placed on day t is on the shelf on day t + leadTimeDays", 0, 60).default(1),
    caseSize: whole("units", "orders are whole cases of this many units", 1, 1e9).default(1),
    maxCases: whole("cases", "largest order of a day", 0, 1000).default(10),
    initialStock: whole("units", "on the shelf when the warm-up starts", 0, 1e12),
    salvageValue: money("worth of a unit left after the tail; counted at most at unit cost")
      .default(0)
      .meta({ unit: "money a unit" }),
  })
  .describe("a thing on the shelf");

const categoryResponse = {
  incidence: logit("g0: log-odds of buying in the category on a visit at mean value and mean pantry, no promotion"),
  value: number("logit a unit of category value", "g1: pull of a better category value (nested logit)", 0, 1),
  pantry: number("logit a unit", "how strongly a unit at home above the mean holds back buying", 0, 50),
  pantryKeep: number("share a day", "delta: part of the pantry still there a day later", 0, 0.9999),
};

const segment = z
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
        stockOutForget: share("part of that loss forgotten a day").default(0.05),
      })
      .prefault({})
      .describe("when they come"),
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
            "percent-off": number("utility", "pull of the badge itself, without its price", -5, 10).default(0.3),
          })
          .prefault({})
          .describe("by mechanic"),
        wear: number("factor a unit of fatigue", "how fast frequent promotions wear the badge out", 0, 20).default(0.1),
        fatigueKeep: number("share a day", "zeta: part of the fatigue still there a day later", 0, 0.9999).default(0.9),
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

const mechanic = z.enum(["percent-off"]);
const rules = {
  mechanics: z.array(mechanic).default(["percent-off"]).describe("mechanics allowed; an empty list allows none"),
  depthLimit: share("largest share of the list price given away").default(0.5),
  budget: z
    .number()
    .min(0)
    .max(1e12)
    .nullable()
    .default(null)
    .describe("most that may be given away in all; null: no limit")
    .meta({ unit: "money" }),
  coolDownDays: whole("days", "a product rests this long after an offer on it ends", 0, 365).default(0),
  marginFloor: number(
    "share",
    "smallest part of the promoted price, with vendor funding, left over unit cost",
    -1,
    1,
  ).default(-1),
};

const campaign = z
  .strictObject({
    name: name("unique"),
    firstDay: whole("day", "first day of the campaign; day 0 is the first scored day", 0, 100_000),
    lastDay: whole("day", "last day of the campaign, included", 0, 100_000),
    categories: z.array(z.string()).default([]).describe("categories it covers; empty: all"),
    visitLift: logit("added to the log-odds of a visit").default(0),
    vendorFunding: share("part of the list price the vendor pays for every promoted unit").default(0),
    ...rules,
  })
  .describe("a time with rules of its own; campaigns do not overlap");

const calendar = z
  .strictObject({
    startDate: z.iso.date().default("2026-01-05").describe("date of day 0, YYYY-MM-DD"),
    weekday: z
      .array(logit("added to the log-odds of a visit"))
      .length(7)
      .default([0, 0, 0, 0, 0, 0, 0])
      .describe("by weekday, Monday first"),
    yearly: z
      .strictObject({
        amplitude: number("logit", "height of the yearly wave in the log-odds of a visit", 0, 5).default(0),
        peakDay: whole("day of the year", "where the wave is highest", 1, 366).default(1),
      })
      .prefault({})
      .describe("a cosine over the year"),
    holidays: z
      .array(
        z.strictObject({
          name: name("unique"),
          date: z
            .string()
            .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/, "a date in the year: MM-DD")
            .describe("first day, every year, MM-DD"),
          days: whole("days", "how long", 1, 60).default(1),
          visitLift: logit("added to the log-odds of a visit"),
        }),
      )
      .default([])
      .describe("days that come back every year"),
    campaigns: z.array(campaign).default([]).describe("sales festivals and the like, in time order"),
  })
  .prefault({})
  .describe("time");

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
  promotions: z
    .strictObject({
      slots: z.enum(["product", "category"]).default("product").describe("what one promotion choice covers"),
      depths: z
        .array(number("share", "share of the list price given away", 0.001, 0.999))
        .min(1)
        .max(20)
        .default([0.1, 0.2, 0.3])
        .describe("depths to choose from, rising"),
      everyday: z.strictObject(rules).prefault({}).describe("rules outside campaigns"),
    })
    .prefault({})
    .describe("what a promotion may be"),
});

/** A scenario with its defaults filled in. */
export type Scenario = z.output<typeof shape>;
/** A scenario as a user writes it. */
export type ScenarioInput = z.input<typeof shape>;
export type Segment = Scenario["segments"][number];
export type Product = Scenario["products"][number];
export type Campaign = Scenario["calendar"]["campaigns"][number];
export type PromotionRules = Scenario["promotions"]["everyday"];
export type Mechanic = z.output<typeof mechanic>;

export const scenarioSchema = shape.superRefine((scenario, context) => {
  const fault = (path: (string | number)[], message: string, input?: unknown) =>
    context.addIssue({ code: "custom", path, message, input });
  const unique = (path: string, items: readonly { name: string }[]) => {
    const seen = new Set<string>();
    items.forEach((item, index) => {
      if (seen.has(item.name)) fault([...path.split("."), index, "name"], "a name that no other has", item.name);
      seen.add(item.name);
    });
  };
  unique("products", scenario.products);
  unique("segments", scenario.segments);
  unique("calendar.holidays", scenario.calendar.holidays);
  unique("calendar.campaigns", scenario.calendar.campaigns);
  const products = new Set(scenario.products.map((p) => p.name));
  const categories = new Set(scenario.products.map((p) => p.category));
  const attributes = new Set(scenario.products.flatMap((p) => Object.keys(p.attributes)));
  const known = (path: (string | number)[], found: string, names: Set<string>, what: string) => {
    if (!names.has(found)) fault([...path, found], `${what}, one of ${[...names].join(", ") || "(none)"}`, found);
  };
  scenario.segments.forEach((segment, s) => {
    for (const key of Object.keys(segment.choice.appeal))
      known(["segments", s, "choice", "appeal"], key, products, "a product's name");
    for (const key of Object.keys(segment.choice.attributeTaste))
      known(["segments", s, "choice", "attributeTaste"], key, attributes, "an attribute of some product");
    for (const key of Object.keys(segment.categories))
      known(["segments", s, "categories"], key, categories, "a product's category");
  });
  if (!scenario.segments.some((segment) => segment.share > 0))
    fault(["segments"], "at least one segment with a share above 0");
  scenario.calendar.campaigns.forEach((campaign, c) => {
    const path = ["calendar", "campaigns", c];
    if (campaign.lastDay < campaign.firstDay)
      fault([...path, "lastDay"], `a day not before firstDay (${campaign.firstDay})`, campaign.lastDay);
    for (const category of campaign.categories)
      known([...path, "categories"], category, categories, "a product's category");
    const before = scenario.calendar.campaigns[c - 1];
    if (before && campaign.firstDay <= before.lastDay)
      fault([...path, "firstDay"], `a day after the campaign before it ends (${before.lastDay})`, campaign.firstDay);
  });
  scenario.promotions.depths.forEach((depth, d) => {
    if (d > 0 && depth <= scenario.promotions.depths[d - 1])
      fault(["promotions", "depths", d], "a depth above the one before it", depth);
  });
});
