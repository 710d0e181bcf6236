import type { AgentContext, Info, LinearSolver } from "../envs/types.js";
import { AgentError, defineAgent, z } from "./define.js";
import { type ExplainedAgent, priceSentence, type ShadowPrices } from "./explanation.js";
import { conflict } from "./models/conflict.js";
import { estimateDemand } from "./models/demand.js";
import { createFluidMarket, type OfferWorth, type SeasonBlock, seasonBlocks } from "./models/fluid.js";
import { type Limit, promotionProgram } from "./models/promotion-program.js";
import { openingState, planLimits, type SeasonState } from "./models/season-limits.js";
import { watchSeason } from "./season-watch.js";

const lpPlanParams = z.strictObject({
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
});

/**
 * Plans promotions by linear programming: estimates demand from the planning log, reckons in its fluid market what every
 * offer would earn in every block of days, and picks those that earn most under budgets, cool-downs and stock. Plans anew
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
  params: lpPlanParams,
  misfit: ({ lever }) =>
    lever === "promotion" ? undefined : "it plans promotions, and this env asks for something else",
  create: (params, context) => createLpPlanner(params, context).agent,
});

/**
 * The planner itself, with what it then expects to offer, for agents that plan orders beside it.
 *
 * @param laterStock  units on the shelf and on order on the first morning of a later block, where more is known than today's stock
 */
export function createLpPlanner(
  params: z.output<typeof lpPlanParams>,
  context: AgentContext,
  laterStock?: SeasonState["laterStock"],
): { agent: ExplainedAgent<Float32Array, Int32Array>; firstPlan: Int32Array; blocks: readonly SeasonBlock[] } {
  const brief = context.brief!;
  const lp = context.lp!;
  const blocks = seasonBlocks(brief, params.blockDays);
  const fluid = createFluidMarket(estimateDemand(context.log!, brief), brief, blocks, params.caution);
  const watch = watchSeason(context.slots, brief, blocks);
  const { memory } = watch;
  const S = brief.promotionSlots.length;
  const action = new Int32Array(S);
  const firstChoice = brief.promotionSlots.map((_, slot) =>
    brief.promotionSlots.slice(0, slot).reduce((sum, { choices }) => sum + choices.length, 0),
  );
  /** choice of every slot in every block, shape [blocks, slots] */
  const planned = new Int32Array(blocks.length * S);
  /** part of the present block for every choice but none, flat over the slots as a mask is */
  const share = new Float64Array(brief.promotionSlots.reduce((sum, { choices }) => sum + choices.length, 0));
  let plannedFrom = -1;
  let openingPrices: ShadowPrices["prices"] = [];

  // twice: the second time offers are reckoned about a plan, as they will be from week to week
  const opening = { ...openingState(brief, params.leastOfferDays), laterStock };
  planFirst(0, opening);
  planFirst(0, opening);
  const firstPlan = planned.slice();

  /** @throws AgentError where no plan meets all constraints */
  function planFirst(from: number, state: SeasonState): void {
    const offers = fluid.worth(planned, from, memory);
    const limits = planLimits(brief, blocks, offers, fluid.usualUnits, from, state);
    const { status, values, shadowPrices } = lp.solve(promotionProgram(offers, limits));
    if (status !== "optimal") throw new AgentError(`lp-plan: ${whyNone(offers, limits, lp)}`);
    openingPrices = pricesOf(limits, shadowPrices);
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

  const agent: ExplainedAgent<Float32Array, Int32Array> = {
    begin() {
      planned.set(firstPlan);
      watch.begin();
      plannedFrom = -1;
    },
    act(observation, info) {
      const { day, block } = watch.look(observation);
      if (plannedFrom !== block) planAgain(block, { ...watch.stateOf(params.leastOfferDays), laterStock });
      return choose(block, day - blocks[block].firstDay, info);
    },
    explain: () => [
      {
        kind: "shadow-prices",
        part: [],
        unit: "money",
        of: "the plan at the season's start",
        prices: openingPrices,
      },
    ],
    save: () => ({
      ...watch.save(),
      planned: planned.slice(),
      share: share.slice(),
      plannedFrom,
    }),
    load(state) {
      watch.load(state);
      planned.set(state.planned as Int32Array);
      share.set(state.share as Float64Array);
      plannedFrom = state.plannedFrom as number;
    },
  };
  return { agent, firstPlan, blocks };

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
}

/** Of the limits that bind, the dearest first: what one more of each would earn over the season. */
function pricesOf(limits: readonly Limit[], shadowPrices: Float64Array): ShadowPrices["prices"] {
  return limits
    .map(({ name, more = `one more of ${name}` }, row) => ({ name, price: shadowPrices[row], more }))
    .filter(({ price }) => Math.abs(price) > 1e-9)
    .sort((a, b) => Math.abs(b.price) - Math.abs(a.price))
    .map(({ name, price, more }) => ({ name, price, sentence: priceSentence(more, price) }));
}

function whyNone(offers: readonly OfferWorth[], limits: readonly Limit[], lp: LinearSolver): string {
  const names = conflict(promotionProgram(offers, limits), lp);
  return names.length === 1
    ? `no plan meets this constraint: ${names[0]}`
    : `no plan meets these constraints together: ${names.join("; ")}`;
}
