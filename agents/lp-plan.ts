import type { Info, LinearSolver, MarketBrief } from "../envs/types.js";
import { AgentError, defineAgent, z } from "./define.js";
import { conflict } from "./models/conflict.js";
import { estimateDemand, remember } from "./models/demand.js";
import {
  allRules,
  createFluidMarket,
  type OfferWorth,
  rulesOf,
  type SeasonBlock,
  seasonBlocks,
} from "./models/fluid.js";
import { type Limit, oneAtATime, promotionProgram, rests, total } from "./models/promotion-program.js";
import { type Reading, readSlots } from "./read-slots.js";

/**
 * Plans promotions by linear programming: estimates demand from the planning log, reckons in its fluid market what every offer
 * would earn in every block of days, and picks the offers that earn most under budgets, cool-downs and stock. Plans anew
 * at every block for the rest of the season, from the budget, the rests and the stock it then observes.
 *
 * A weight of the relaxed plan is the part of a block an offer stands: rounded to whole days, from the block's first on.
 * An offer that today's mask forbids is left out that day.
 *
 * @throws AgentError from `create` where no plan can meet all constraints: the message names those that conflict
 * @see Cohen, Leung, Panchamgam, Perakis and Smith (2017), Operations Research 65(2), for the linear program;
 *   Gallego and van Ryzin (1994) for planning again on what is left
 */
export const lpPlan = defineAgent({
  summary: "plans offers by linear programming on demand estimated from the log, anew every week",
  acts: "multi-discrete",
  observes: "box",
  learns: false,
  needs: ["brief", "log", "lp"],
  params: z.strictObject({
    blockDays: z.int().min(1).max(91).default(7).describe("days an offer is planned for as one, and between plans"),
    passes: z
      .int()
      .min(1)
      .max(5)
      .default(2)
      .describe("how often a plan's offers are reckoned again about the plan itself"),
    caution: z
      .number()
      .min(0)
      .max(5)
      .default(2)
      .describe("standard errors taken off the estimated pull of an offer, against the luck of the log"),
    leastOfferDays: z
      .int()
      .min(0)
      .max(1000)
      .default(0)
      .describe("days of offers, over all slots, that every campaign must have, as a vendor may ask for its funding"),
  }),
  misfit: ({ lever }) =>
    lever === "promotion" ? undefined : "it plans promotions, and this env asks for something else",
  create(params, context) {
    const brief = context.brief!;
    const lp = context.lp!;
    const blocks = seasonBlocks(brief, params.blockDays);
    const fluid = createFluidMarket(estimateDemand(context.log!, brief), brief, blocks, params.caution);
    const read = readSlots(context.slots);
    const names = brief.products.map((product) => product.name);
    const S = brief.promotionSlots.length;
    const P = names.length;
    const action = new Int32Array(S);
    const memory = new Float64Array(P);
    const depth = new Float64Array(P);
    const firstChoice = brief.promotionSlots.map((_, slot) =>
      brief.promotionSlots.slice(0, slot).reduce((sum, { choices }) => sum + choices.length, 0),
    );
    /** choice of every slot in every block, shape [blocks, slots] */
    const planned = new Int32Array(blocks.length * S);
    /** part of the present block for every choice but none, flat over the slots as a mask is */
    const share = new Float64Array(brief.promotionSlots.reduce((sum, { choices }) => sum + choices.length, 0));
    let plannedFrom = -1;
    let everydayBudget = brief.everyday.budget;

    // twice: the second time offers are reckoned about a plan, as they will be from week to week
    const opening = openingState(brief, params.leastOfferDays);
    planFirst(0, opening);
    planFirst(0, opening);
    const firstPlan = planned.slice();

    /** @throws AgentError where no plan meets all constraints */
    function planFirst(from: number, state: SeasonState): void {
      const offers = fluid.worth(planned, from, memory);
      const limits = planLimits(brief, blocks, offers, fluid.usualUnits, from, state);
      const { status, values } = lp.solve(promotionProgram(offers, limits));
      if (status !== "optimal") throw new AgentError(`lp-plan: ${explain(offers, limits, lp)}`);
      round(offers, values, from);
    }

    /** Plans what is left of the season, about the last plan; it may fall short of what vendors ask, if luck has it so. */
    function planAgain(from: number, state: SeasonState): void {
      const offers = fluid.worth(planned, from, memory);
      const solve = (asked: SeasonState) =>
        lp.solve(promotionProgram(offers, planLimits(brief, blocks, offers, fluid.usualUnits, from, asked)));
      let solution = solve(state);
      if (solution.status !== "optimal") solution = solve({ ...state, leastOfferDays: 0 });
      round(offers, solution.values, from);
      plannedFrom = from;
    }

    /** The heaviest choice stands for the block in the next pass; today's block is laid out by the day. */
    function round(offers: readonly OfferWorth[], weights: Float64Array, from: number): void {
      planned.fill(0, from * S);
      share.fill(0);
      const heaviest = new Float64Array(planned.length);
      const total = new Float64Array(planned.length);
      offers.forEach(({ block, slot, choice }, index) => {
        const cell = block * S + slot;
        total[cell] += weights[index];
        if (block === from) share[firstChoice[slot] + choice] = weights[index];
        if (weights[index] > heaviest[cell]) {
          heaviest[cell] = weights[index];
          planned[cell] = choice;
        }
      });
      for (let cell = from * S; cell < planned.length; cell++) if (total[cell] < 0.5) planned[cell] = 0;
    }

    return {
      begin() {
        planned.set(firstPlan);
        memory.fill(0);
        plannedFrom = -1;
        everydayBudget = brief.everyday.budget;
      },
      act(observation, info) {
        const seen = read(observation);
        const day = brief.horizonDays - Math.round(seen("days-left"));
        const b = blocks.findIndex((block) => day < block.firstDay + block.days);
        if (day > 0) {
          for (let p = 0; p < P; p++) depth[p] = seen("offer", names[p]);
          remember(memory, depth);
        }
        const open = blocks[b].campaign;
        if (open < 0 && everydayBudget < Infinity) everydayBudget = seen("budget-left") * brief.everyday.budget;
        if (plannedFrom !== b) planAgain(b, observedState(brief, open, seen, everydayBudget, params.leastOfferDays));
        return choose(b, day - blocks[b].firstDay, info);
      },
      save: () => ({
        memory: memory.slice(),
        planned: planned.slice(),
        share: share.slice(),
        plannedFrom,
        everydayBudget,
      }),
      load(state) {
        memory.set(state.memory as Float64Array);
        planned.set(state.planned as Int32Array);
        share.set(state.share as Float64Array);
        plannedFrom = state.plannedFrom as number;
        everydayBudget = state.everydayBudget as number;
      },
    };

    /** A slot's choices follow each other through the block, shallow first, each for its share of the days. */
    function choose(b: number, dayOfBlock: number, info: Info): Int32Array {
      const mask = info.mask as Uint8Array;
      const at = (dayOfBlock + 0.5) / blocks[b].days;
      for (let slot = 0; slot < S; slot++) {
        const first = firstChoice[slot];
        action[slot] = 0;
        let until = 0;
        for (let choice = 1; choice < brief.promotionSlots[slot].choices.length; choice++) {
          const since = until;
          until += share[first + choice];
          if (at >= since && at < until && mask[first + choice] === 1) action[slot] = choice;
        }
      }
      return action;
    }
  },
});

/** What binds the rest of a season. */
export interface SeasonState {
  /** money left under each rule: the campaigns', then the everyday one, shape [campaigns + 1] */
  readonly budgetLeft: Float64Array;
  /** days until an offer is allowed again, shape [products] */
  readonly coolDown: Float64Array;
  /** units on the shelf and on order, shape [products] */
  readonly stock: Float64Array;
  /** days of offers every campaign still to open must have */
  readonly leastOfferDays: number;
}

function openingState(brief: MarketBrief, leastOfferDays: number): SeasonState {
  return {
    budgetLeft: Float64Array.of(...brief.campaigns.map(({ budget }) => budget), brief.everyday.budget),
    coolDown: new Float64Array(brief.products.length),
    stock: Float64Array.from(brief.products, (product) => product.initialStock),
    leastOfferDays,
  };
}

function observedState(
  brief: MarketBrief,
  open: number,
  seen: Reading,
  everydayBudget: number,
  leastOfferDays: number,
): SeasonState {
  const state = openingState(brief, leastOfferDays);
  state.budgetLeft[brief.campaigns.length] = everydayBudget;
  if (open >= 0 && state.budgetLeft[open] < Infinity) state.budgetLeft[open] *= seen("budget-left");
  brief.products.forEach(({ name }, p) => {
    state.coolDown[p] = seen("cool-down", name);
    state.stock[p] = seen("stock", name) + seen("on-order", name);
  });
  return state;
}

/**
 * The constraints of a plan from a block on, as data: one offer at a time, rests, budgets, the rules' mechanics, depth and margin,
 * units that can be had in time, and what vendors ask for.
 *
 * @param offers      as reckoned by the fluid market, blocks before `from` left out
 * @param usualUnits  units a day without offers, shape [days, products]
 */
export function planLimits(
  brief: MarketBrief,
  blocks: readonly SeasonBlock[],
  offers: readonly OfferWorth[],
  usualUnits: Float64Array,
  from: number,
  state: SeasonState,
): Limit[] {
  const { promotionSlots, campaigns } = brief;
  const names = promotionSlots.map((slot) => slot.name);
  const today = blocks[from].firstDay;
  const rule = (block: number, slot: number) =>
    rulesOf(brief, blocks[block].campaign, promotionSlots[slot].products[0]);
  const rulesByIndex = allRules(brief);
  const free = (block: number, slot: number) => {
    const { firstDay, days } = blocks[block];
    const wait = Math.max(...promotionSlots[slot].products.map((p) => state.coolDown[p]));
    return Math.min(1, Math.max(0, firstDay + days - Math.max(firstDay, today + wait)) / days);
  };
  const limits = [
    ...oneAtATime(offers, blocks, names, free),
    ...rests(offers, blocks, names, (block, slot) => rulesByIndex[rule(block, slot)].coolDownDays),
  ];
  rulesByIndex.forEach((rules, index) => {
    const under = ({ block, slot }: OfferWorth) => rule(block, slot) === index;
    const forbidden = (name: string, breaks: (product: number, depth: number) => boolean) =>
      total(
        `${name} of ${rules.name}`,
        offers,
        (offer) => {
          const { products, choices } = promotionSlots[offer.slot];
          return under(offer) && products.some((p) => breaks(p, choices[offer.choice].depth)) ? 1 : 0;
        },
        { high: 0 },
      );
    limits.push(
      forbidden("mechanics", () => !rules.mechanics.includes("percent-off")),
      forbidden("depth limit", (_, depth) => depth > rules.depthLimit + 1e-12),
      forbidden("margin floor", (p, depth) => {
        const { listPrice, unitCost } = brief.products[p];
        const price = listPrice * (1 - depth);
        return price + rules.vendorFunding * listPrice - unitCost < rules.marginFloor * price - 1e-9;
      }),
    );
    if (state.budgetLeft[index] < Infinity)
      limits.push(
        total(`budget of ${rules.name}`, offers, (offer) => offer.spend[index], { high: state.budgetLeft[index] }),
      );
    if (index < campaigns.length && campaigns[index].firstDay >= today && state.leastOfferDays > 0)
      limits.push(
        total(
          `at least ${state.leastOfferDays} days of offers in ${rules.name}`,
          offers,
          (offer) => (under(offer) ? blocks[offer.block].days : 0),
          { low: state.leastOfferDays },
        ),
      );
  });
  limits.push(...stockLimits(brief, blocks, offers, usualUnits, from, state));
  return limits.filter(({ terms, low }) => terms.length > 0 || low !== undefined);
}

/**
 * What is on the shelf and coming must last until orders follow a rise in sales, the lead time and a day: units a day, usual
 * and extra, times those days, at most the stock. Left out where no plan could need more.
 */
function stockLimits(
  brief: MarketBrief,
  blocks: readonly SeasonBlock[],
  offers: readonly OfferWorth[],
  usualUnits: Float64Array,
  from: number,
  state: SeasonState,
): Limit[] {
  const P = brief.products.length;
  const limits: Limit[] = [];
  for (let b = from; b < blocks.length; b++) {
    const { name, firstDay, days } = blocks[b];
    const here = offers.flatMap((offer, index) => (offer.block === b ? [index] : []));
    brief.products.forEach((product, p) => {
      const wait = product.leadTimeDays + 1;
      let usual = 0;
      for (let day = firstDay; day < firstDay + days; day++) usual += usualUnits[day * P + p];
      const high = Math.max(0, state.stock[p] - (usual / days) * wait);
      const terms = here
        .map((index) => [index, (offers[index].extraUnits[p] / days) * wait] as const)
        .filter(([, units]) => units !== 0);
      const most = terms.reduce((sum, [, units]) => sum + Math.max(0, units), 0);
      if (most > high) limits.push({ name: `stock of ${product.name} in ${name}`, terms, high });
    });
  }
  return limits;
}

function explain(offers: readonly OfferWorth[], limits: readonly Limit[], lp: LinearSolver): string {
  const names = conflict(promotionProgram(offers, limits), lp);
  return names.length === 1
    ? `no plan meets this constraint: ${names[0]}`
    : `no plan meets these constraints together: ${names.join("; ")}`;
}
