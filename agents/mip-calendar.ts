import { AgentError, defineAgent, z } from "./define.js";
import { calendarProgram, pairOffers } from "./models/calendar-program.js";
import { estimateDemand } from "./models/demand.js";
import { createFluidMarket, seasonBlocks } from "./models/fluid.js";
import { openingState, planLimits, type SeasonState } from "./models/season-limits.js";
import { plannedChoices } from "./planned-choices.js";
import { watchSeason } from "./season-watch.js";

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
    const watch = watchSeason(context.slots, brief, blocks);
    const { memory } = watch;
    const S = brief.promotionSlots.length;
    const action = new Int32Array(S);
    /** choice of every slot in every block, shape [blocks, slots] */
    const planned = new Int32Array(blocks.length * S);
    let plannedOn = 0;

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
        watch.begin();
        plannedOn = 0;
      },
      act(observation, info) {
        const { day, block } = watch.look(observation);
        if (day === blocks[block].firstDay && day - plannedOn >= params.replanDays) {
          plan(block, watch.stateOf(0));
          plannedOn = day;
        }
        return plannedChoices(brief, planned, block * S, info.mask as Uint8Array, action);
      },
      save: () => ({ ...watch.save(), planned: planned.slice(), plannedOn }),
      load(state) {
        watch.load(state);
        planned.set(state.planned as Int32Array);
        plannedOn = state.plannedOn as number;
      },
    };
  },
});
