import type { Agent, AgentContext, MarketBrief } from "../envs/types.js";
import { defineAgent, z } from "./define.js";
import { countDistribution } from "./math/count-distribution.js";
import { expectedWaste } from "./math/expected-waste.js";
import { solveFiniteHorizon } from "./math/finite-horizon.js";
import { createAges } from "./models/ages.js";
import { type DemandModel, estimateDemand, meanUnits, remember, weekdayOf } from "./models/demand.js";
import { needsRestockLever } from "./order-cases.js";
import { readSlots } from "./read-slots.js";

/**
 * Orders by finite-horizon dynamic programming, a product at a time, on demand estimated from the planning log: unmet
 * demand is lost with its margin, an order costs `orderingCost` whatever its size and comes in whole cases after the lead
 * time, a unit left costs `holdingCost` a day and at the end what its cost is above its salvage value.
 *
 * Demand of a day is Poisson, or negative binomial where the log varies more, about the estimated mean for its weekday and
 * campaign, with offers of depth `campaignDepth` on what a campaign covers and none on other days. Where other offers are
 * seen, what they sell beyond that until an order of today is sold is taken off the stock (or added) before the table is
 * read.
 *
 * Exact given those means at lead times 0 and 1; longer ones by what is on the shelf and on order together (see
 * solveFiniteHorizon). Units are counted in steps of a divisor of the case, at most a quarter of the standard deviation of
 * demand over the wait. Products are taken as independent, so a lost sale never goes to a neighbour.
 *
 * What keeps for some days only costs its unit cost when it is thrown away: an order is charged with what demand is not expected to
 * reach in time, and what will have gone before an order of today can be sold is no longer counted (see solveFiniteHorizon
 * and expectedWaste). Of several suppliers the first is asked.
 *
 * @see Puterman (1994), Markov Decision Processes, section 3.2; Nahmias (1976) for what does not keep
 */
export const dpRestock = defineAgent({
  summary: "orders what dynamic programming on demand estimated from the log finds best",
  acts: "multi-discrete",
  observes: "box",
  learns: false,
  needs: ["brief", "log"],
  params: z.strictObject({
    campaignDepth: z
      .number()
      .min(0)
      .max(0.95)
      .default(0.1)
      .describe("depth of the offers expected in campaigns, on what they cover; 0 expects none")
      .meta({ unit: "share of list price" }),
    unmetCost: z
      .number()
      .min(0)
      .max(10)
      .default(0)
      .describe("lost with a unit wanted and not there beside its margin: shoppers who stay away, or less below 0")
      .meta({ unit: "share of list price" }),
  }),
  misfit: needsRestockLever,
  create: ({ campaignDepth, unmetCost }, context) =>
    createRestocker({ offers: campaignOffers(context.brief!, campaignDepth), unmetCost }, context).agent,
});

/**
 * The restocker itself, on any offers expected, with the stock it then expects.
 *
 * @param offers  share of list price given away, shape [days of season and tail, products]
 * @returns the agent; and units on the shelf and on order every morning where demand is its mean, shape [days, products]
 */
export function createRestocker(
  { offers, unmetCost }: { readonly offers: Float64Array; readonly unmetCost: number },
  context: AgentContext,
): { agent: Agent<Float32Array, Int32Array>; expectedStock(): Float64Array } {
  const brief = context.brief!;
  const { products } = brief;
  const P = products.length;
  const slotOf = products.map((_, p) => brief.restockSlots.findIndex(({ product }) => product === p));
  const model = estimateDemand(context.log!, brief);
  const season = expectedSeason(model, brief, offers);
  const tables = slotOf.map((slot, p) =>
    orderTable(brief, season, model.dispersion[p], brief.restockSlots[slot], unmetCost),
  );
  const read = readSlots(context.slots);
  const action = new Int32Array(brief.restockSlots.length);
  const ages = createAges(brief);
  const memory = new Float64Array(P);
  const depth = new Float64Array(P);
  const units = new Float64Array(P);
  const surplus = new Float64Array(P);
  const longest = Math.max(...products.map((product) => product.leadTimeDays));

  /** Units that the offers seen yesterday sell beyond those expected, from today until an order of today is first sold. */
  function reckonSurplus(today: number): void {
    surplus.fill(0);
    const campaign = season.campaignOf[today];
    const goesOn = today > 0 && season.campaignOf[today - 1] === campaign;
    for (let day = today; day <= Math.min(today + longest, season.campaignOf.length - 1); day++) {
      const same = goesOn && season.campaignOf[day] === campaign && day < brief.horizonDays;
      const shown = same ? depth : season.depth.subarray(day * P, (day + 1) * P);
      const open = season.campaignOf[day];
      meanUnits(model, { depth: shown, memory, campaign: open, weekday: weekdayOf(brief, day) }, units);
      for (let p = 0; p < P; p++)
        if (day <= today + products[p].leadTimeDays) surplus[p] += units[p] - season.units[day * P + p];
    }
  }

  /** Of a product's stock at yesterday's close: what went this morning, and is expected to before an order of today is sold. */
  function going(today: number, p: number, stock: number): number {
    const { shelfLifeDays, leadTimeDays } = products[p];
    if (shelfLifeDays === undefined) return 0;
    const expiring = new Float64Array(shelfLifeDays);
    ages.expiring(today, p, stock, expiring);
    const soon = expiring.subarray(1, 1 + leadTimeDays);
    const laws = Array.from(soon, (_, day) => {
      const mean = season.units[Math.min(today + day, season.campaignOf.length - 1) * P + p];
      return countDistribution(mean, mean * model.dispersion[p], 1e-6);
    });
    return expiring[0] + expectedWaste(soon, laws);
  }

  const agent: Agent<Float32Array, Int32Array> = {
    begin() {
      memory.fill(0);
      ages.begin();
    },
    act(observation) {
      const seen = read(observation);
      const today = brief.horizonDays - Math.round(seen("days-left"));
      for (let p = 0; p < P; p++) depth[p] = seen("offer", products[p].name);
      if (today > 0) remember(memory, depth);
      reckonSurplus(today);
      products.forEach(({ name }, p) => {
        const stock = seen("stock", name);
        const there = stock + seen("on-order", name) - surplus[p] - going(today, p, stock);
        const { units, leastCases } = brief.restockSlots[slotOf[p]];
        const cases = tables[p](today, there);
        action[slotOf[p]] = cases > 0 ? Math.max(leastCases, cases) : 0;
        ages.order(today, p, units[action[slotOf[p]]]);
      });
      return action;
    },
    save: () => ({ memory: memory.slice(), ordered: ages.save() }),
    load(state) {
      memory.set(state.memory as Float64Array);
      ages.load(state.ordered as Float64Array);
    },
  };
  return { agent, expectedStock: () => meanStock(brief, season, tables, slotOf) };
}

/** What is expected of every day of season and tail. */
interface ExpectedSeason {
  /** index of the open campaign, -1 none, shape [days] */
  readonly campaignOf: Int32Array;
  /** offers, shape [days, products] */
  readonly depth: Float64Array;
  /** mean units, shape [days, products] */
  readonly units: Float64Array;
}

/** Offers as deep as asked, or as a campaign allows, on what it covers, and none on other days; shape [days, products]. */
function campaignOffers(brief: MarketBrief, campaignDepth: number): Float64Array {
  const P = brief.products.length;
  const depth = new Float64Array((brief.horizonDays + brief.tailDays) * P);
  for (const { firstDay, lastDay, products, depthLimit, mechanics } of brief.campaigns) {
    const offered = mechanics.length > 0 ? Math.min(campaignDepth, depthLimit) : 0;
    for (let day = firstDay; day <= Math.min(lastDay, brief.horizonDays - 1); day++)
      for (const p of products) depth[day * P + p] = offered;
  }
  return depth;
}

function expectedSeason(model: DemandModel, brief: MarketBrief, depth: Float64Array): ExpectedSeason {
  const days = brief.horizonDays + brief.tailDays;
  const P = brief.products.length;
  const campaignOf = new Int32Array(days).fill(-1);
  const units = new Float64Array(days * P);
  brief.campaigns.forEach(({ firstDay, lastDay }, campaign) => {
    campaignOf.fill(campaign, firstDay, lastDay + 1);
  });
  const memory = new Float64Array(P);
  for (let day = 0; day < days; day++) {
    const offers = depth.subarray(day * P, (day + 1) * P);
    const campaign = campaignOf[day];
    const conditions = { depth: offers, memory, campaign, weekday: weekdayOf(brief, day) };
    meanUnits(model, conditions, units.subarray(day * P, (day + 1) * P));
    remember(memory, offers);
  }
  return { campaignOf, depth, units };
}

/** Units on the shelf and on order every morning, before an order, where every day sells its mean as far as stock goes. */
function meanStock(
  brief: MarketBrief,
  season: ExpectedSeason,
  tables: readonly ((day: number, units: number) => number)[],
  slotOf: readonly number[],
): Float64Array {
  const P = brief.products.length;
  const days = season.campaignOf.length;
  const stock = new Float64Array(days * P);
  brief.products.forEach(({ initialStock, leadTimeDays }, p) => {
    const { units, leastCases } = brief.restockSlots[slotOf[p]];
    const arriving = new Float64Array(days + leadTimeDays + 1);
    let shelf = initialStock;
    let coming = 0;
    for (let day = 0; day < days; day++) {
      shelf += arriving[day];
      coming -= arriving[day];
      stock[day * P + p] = shelf + coming;
      const cases = tables[p](day, shelf + coming);
      const ordered = cases > 0 ? units[Math.max(leastCases, cases)] : 0;
      arriving[day + leadTimeDays] += ordered;
      coming += ordered;
      if (leadTimeDays === 0) {
        shelf += ordered;
        coming -= ordered;
      }
      shelf -= Math.min(shelf, season.units[day * P + p]);
    }
  });
  return stock;
}

/**
 * Solves one product.
 *
 * @returns choice of the restock slot on a day, by units on the shelf and on order
 */
function orderTable(
  brief: MarketBrief,
  season: ExpectedSeason,
  dispersion: number,
  slot: MarketBrief["restockSlots"][number],
  unmetCost: number,
): (day: number, units: number) => number {
  const P = brief.products.length;
  const maxCases = slot.units.length - 1;
  if (maxCases === 0) return () => 0;
  const caseSize = slot.units[1];
  const { listPrice, unitCost, orderingCost, holdingCost, salvageValue, leadTimeDays, shelfLifeDays } =
    brief.products[slot.product];
  const means = Array.from(season.campaignOf, (_, day) => season.units[day * P + slot.product]);
  const highest = Math.max(...means);
  const usual = means.reduce((sum, mean) => sum + mean, 0) / means.length;
  const wait = leadTimeDays + 1;
  const step = largestDivisor(caseSize, Math.sqrt(usual * wait * dispersion) / 4);
  const most =
    highest * wait +
    5 * Math.sqrt(highest * wait * dispersion) +
    1.5 *
      Math.min(economicOrder(usual, orderingCost, holdingCost, means.length), highest * (shelfLifeDays ?? Infinity)) +
    caseSize;
  const capacity = Math.ceil(most / step);
  const { order } = solveFiniteHorizon({
    demand: means.map((mean) => inSteps(countDistribution(mean, mean * dispersion, 1e-8), step)),
    // the books expense a unit when it is sold and write down what is left: the cost drops out of all but the last day
    price: (listPrice - unitCost) * step,
    unitCost: 0,
    salvageValue: Math.min(0, salvageValue - unitCost) * step,
    orderingCost,
    holdingCost: holdingCost * step,
    unmetCost: unmetCost * listPrice * step,
    caseSize: caseSize / step,
    maxCases,
    leadTime: leadTimeDays,
    capacity,
    ...(shelfLifeDays === undefined ? {} : { life: { periods: shelfLifeDays, waste: unitCost * step } }),
  });
  return (day, units) => {
    const state = Math.round(units / step);
    return state >= capacity ? 0 : order[day * (capacity + 1) + Math.max(0, state)];
  };
}

/** Units of the order that balances ordering and holding, at most a season's sales. */
function economicOrder(dailySales: number, orderingCost: number, holdingCost: number, days: number): number {
  const season = dailySales * days;
  return holdingCost > 0 ? Math.min(season, Math.sqrt((2 * orderingCost * dailySales) / holdingCost)) : season;
}

function largestDivisor(whole: number, most: number): number {
  for (let divisor = Math.min(whole, Math.floor(most)); divisor > 1; divisor--)
    if (whole % divisor === 0) return divisor;
  return 1;
}

/** A count in steps: what falls between two of them is shared so that the mean stays. */
function inSteps(probability: Float64Array, step: number): Float64Array {
  if (step === 1) return probability;
  const out = new Float64Array(Math.ceil((probability.length - 1) / step) + 1);
  for (let units = 0; units < probability.length; units++) {
    const below = Math.floor(units / step);
    const above = units / step - below;
    out[below] += (1 - above) * probability[units];
    if (above > 0) out[below + 1] += above * probability[units];
  }
  return out;
}
