import type { z } from "zod";
import type { Scenario } from "../scenario.js";

/** Cohorts tell buyers apart by which of the linked categories they bought in: 2 to this many groups. */
const MOST_LINKED = 8;

/** What must hold between the fields of a scenario; every fault is reported with its path. */
export function crossChecks(scenario: Scenario, context: z.RefinementCtx): void {
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
  const { promotions, pricing, advertising, slates, rivals, links } = scenario;
  promotions.menu.forEach((offer, m) => {
    const path = ["promotions", "menu", m];
    if (offer.mechanic === "flash-sale" && offer.toHour <= offer.fromHour)
      fault([...path, "toHour"], `an hour after fromHour (${offer.fromHour})`, offer.toHour);
    if (offer.mechanic === "spend-threshold")
      offer.tiers.forEach((tier, t) => {
        if (tier.off > tier.spend) fault([...path, "tiers", t, "off"], `at most the spend (${tier.spend})`, tier.off);
        const before = offer.tiers[t - 1];
        if (!before) return;
        if (tier.spend <= before.spend)
          fault([...path, "tiers", t, "spend"], `a spend above the tier before (${before.spend})`, tier.spend);
        if (tier.off <= before.off)
          fault([...path, "tiers", t, "off"], `more than the tier before (${before.off})`, tier.off);
      });
  });
  if (promotions.depths.length === 0 && !promotions.menu.some((offer) => offer.mechanic !== "spend-threshold"))
    fault(["promotions", "depths"], "a depth, or an offer on products in the menu");
  promotions.coupons?.depths.forEach((depth, d, all) => {
    if (d > 0 && depth <= all[d - 1])
      fault(["promotions", "coupons", "depths", d], "a depth above the one before it", depth);
  });
  for (const category of promotions.coupons?.categories ?? [])
    known(["promotions", "coupons", "categories"], category, categories, "a product's category");
  promotions.stacking.exclusive.forEach(([one, other], pair) => {
    if (one === other) fault(["promotions", "stacking", "exclusive", pair], "two different mechanics", other);
  });
  if (scenario.events.rate > 0 && scenario.fidelity === "cohort")
    fault(["events", "rate"], "0, as cohort fidelity has no shoppers to follow", scenario.events.rate);
  pricing.multipliers.forEach((multiplier, m) => {
    if (m > 0 && multiplier <= pricing.multipliers[m - 1])
      fault(["pricing", "multipliers", m], "a multiplier above the one before it", multiplier);
  });
  if (!pricing.multipliers.includes(1)) fault(["pricing", "multipliers"], "a list that holds 1, the list price");
  unique("advertising.channels", advertising.channels);
  const segments = new Set(scenario.segments.map((segment) => segment.name));
  advertising.channels.forEach(({ reach }, c) => {
    for (const key of Object.keys(reach))
      known(["advertising", "channels", c, "reach"], key, segments, "a segment's name");
  });
  if (slates.slots > scenario.products.length)
    fault(["slates", "slots"], `at most the number of products (${scenario.products.length})`, slates.slots);
  unique("rivals", rivals);
  rivals.forEach((rival, r) => {
    for (const category of rival.categories)
      known(["rivals", r, "categories"], category, categories, "a product's category");
  });
  links.forEach((link, l) => {
    for (const category of link.categories)
      known(["links", l, "categories"], category, categories, "a product's category");
    if (link.categories[0] === link.categories[1])
      fault(["links", l, "categories", 1], "a category other than the first", link.categories[1]);
  });
  if (scenario.fidelity === "cohort") {
    const linked = new Set(links.flatMap((link) => link.categories));
    if (linked.size > MOST_LINKED)
      fault(["links"], `links of at most ${MOST_LINKED} categories at cohort fidelity, found ${linked.size}`);
  }
  scenario.products.forEach(({ suppliers }, p) => {
    unique(`products.${p}.suppliers`, suppliers);
    suppliers.forEach((supplier, s) => {
      const path = ["products", p, "suppliers", s];
      if (supplier.leastCases > supplier.maxCases)
        fault([...path, "leastCases"], `at most maxCases (${supplier.maxCases})`, supplier.leastCases);
      supplier.prices.forEach(({ cases }, b) => {
        if (b > 0 && cases <= supplier.prices[b - 1].cases)
          fault([...path, "prices", b, "cases"], "more cases than the break before it", cases);
      });
    });
  });
}
