import { AgentError, defineAgent, z } from "./define.js";
import { calendarProgram, pairOffers } from "./models/calendar-program.js";
import { estimateDemand, remember } from "./models/demand.js";
import { createFluidMarket, seasonBlocks } from "./models/fluid.js";
import { observedState, openingState, planLimits, type SeasonState } from "./models/season-limits.js";
import { readSlots } from "./read-slots.js";

/**
 * Plans the promotion calendar of the whole season as an integer program: which slot gets which depth in which block of days,
 * on demand estimated from the planning log. Beside what every offer earns alone, the program knows what every two offers of
 * a category within `reachDays` take from each other: an earlier offer from a later one through the memory of past prices,
 * neighbours through switching. Budgets, rests between offers, what the rules forbid and stock bind as they do `lp-plan`.
 *
 * Gains are reckoned about the plan before, `passes` times, and the plan that earns most in the fluid market is kept. It
 * is made anew for the rest of the season, from the budget, the rests and the stock then observed, at the first block that
 * starts `replanDays` or more after the last plan. A choice that today's mask forbids is left out that day.
 *
 * Offers that would lose money about the plan are left out of the program: it cannot find two that pay only together.
 *
 * @throws AgentError from `create` where HiGHS stops without a plan
 * @see calendarProgram for the program and its sources; Gallego and van Ryzin (1994) for planning again on what is left
 */
export const mipCalendar = defineAgent({
  summary: "plans the season's calendar by integer programming on estimated demand, offers' interplay included",
  acts: "multi-discrete",
  observes: "box",
  learns: false,
  needs: ["brief", "log", "lp"],
  params: z.strictObject({
    blockDays: z.int().min(1).max(91).default(7).describe("days an offer stands for at least, but for campaigns' ends"),
    replanDays: z
      .int()
      .min(1)
      .max(1000)
      .default(14)
      .describe("days after which the rest of the season is planned anew"),
    reachDays: z
      .int()
      .min(0)
      .max(1000)
      .default(14)
      .describe("days between two offers within which they are taken to feel each other"),
    passes: z
      .int()
      .min(1)
      .max(5)
      .default(2)
      .describe("how often a plan's gains are reckoned again about the plan itself"),
    caution: z
      .number()
      .min(0)
      .max(5)
      .default(2)
      .describe("standard errors taken off the estimated pull of an offer, against the luck of the log"),
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
    const action = new Int32Array(S);
    const memory = new Float64Array(names.length);
    const depth = new Float64Array(names.length);
    /** choice of every slot in every block, shape [blocks, slots] */
    const planned = new Int32Array(blocks.length * S);
    let plannedOn = 0;
    let everydayBudget = brief.everyday.budget;

    const opening = openingState(brief, 0);
    if (!plan(0, opening)) throw new AgentError("mip-calendar: the solver found no calendar for this market");
    const firstPlan = planned.slice();

    /** @returns false where the solver found no calendar, and the one before goes on */
    function plan(from: number, state: SeasonState): boolean {
      let most = Number.NEGATIVE_INFINITY;
      const about = planned.slice();
      for (let pass = 0; pass < params.passes; pass++) {
        const worthwhile = fluid
          .worth(about, from, memory)
          .filter(({ block, slot, choice, gain }) => gain > 0 || about[block * S + slot] === choice);
        const { reachDays } = params;
        const { offers, pairs } = pairOffers(worthwhile, {
          brief,
          blocks,
          fluid,
          planned: about,
          from,
          memory,
          reachDays,
        });
        const limits = planLimits(brief, blocks, offers, fluid.usualUnits, from, state);
        const { status, values } = lp.solve(calendarProgram(offers, pairs, limits));
        if (status !== "optimal") break;
        about.fill(0, from * S);
        offers.forEach(({ block, slot, choice }, index) => {
          if (values[index] > 0.5) about[block * S + slot] = choice;
        });
        let profit = 0;
        for (let category = 0; category < brief.categories.length; category++)
          profit += fluid.profitOf(category, about, from, memory);
        if (profit > most) {
          most = profit;
          planned.set(about);
        }
      }
      return most > Number.NEGATIVE_INFINITY;
    }

    return {
      begin() {
        planned.set(firstPlan);
        memory.fill(0);
        plannedOn = 0;
        everydayBudget = brief.everyday.budget;
      },
      act(observation, info) {
        const seen = read(observation);
        const day = brief.horizonDays - Math.round(seen("days-left"));
        const b = blocks.findIndex((block) => day < block.firstDay + block.days);
        if (day > 0) {
          for (let p = 0; p < names.length; p++) depth[p] = seen("offer", names[p]);
          remember(memory, depth);
        }
        const open = blocks[b].campaign;
        if (open < 0 && everydayBudget < Infinity) everydayBudget = seen("budget-left") * brief.everyday.budget;
        if (day === blocks[b].firstDay && day - plannedOn >= params.replanDays) {
          plan(b, observedState(brief, open, seen, everydayBudget, 0));
          plannedOn = day;
        }
        const mask = info.mask as Uint8Array;
        let first = 0;
        for (let slot = 0; slot < S; slot++) {
          const choice = planned[b * S + slot];
          action[slot] = mask[first + choice] === 1 ? choice : 0;
          first += brief.promotionSlots[slot].choices.length;
        }
        return action;
      },
      save: () => ({ memory: memory.slice(), planned: planned.slice(), plannedOn, everydayBudget }),
      load(state) {
        memory.set(state.memory as Float64Array);
        planned.set(state.planned as Int32Array);
        plannedOn = state.plannedOn as number;
        everydayBudget = state.everydayBudget as number;
      },
    };
  },
});
