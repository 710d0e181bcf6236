import type { Agent, MarketBrief } from "../envs/types.js";
import { type AgentError, defineAgent, z } from "./define.js";
import { lpPlan } from "./lp-plan.js";
import { improveCalendar, type Move } from "./models/calendar-search.js";
import { type SeasonBlock, seasonBlocks } from "./models/fluid.js";
import { readSlots } from "./read-slots.js";

/**
 * The best promotion plan found with the true market at hand, which no other policy has: what others earn is held against it.
 * It is no upper bound and may be beaten.
 *
 * A plan is a calendar, a choice for every slot and block of days, and is judged by playing seasons of the true market
 * under planning seeds: the shoppers that will be met, under other luck. Search starts from the best of no promotion, every
 * choice always and every choice in campaigns, and what `lp-plan` does; changes it campaign by campaign and then block by block
 * (see `improveCalendar`) until nothing pays or `seasons` are played; and ends by playing the calendar, `lp-plan` and no
 * promotion in as many seasons as yet unseen, of which the best will play.
 *
 * The search is made once, at the first episode or save, whichever comes first; a saved oracle brings its plan along. A choice
 * that the mask forbids on its day is left out.
 */
export const oracle = defineAgent({
  summary: "plays the best calendar that a search in the true market finds, to hold the others against",
  acts: "multi-discrete",
  observes: "box",
  learns: false,
  needs: ["brief", "log", "lp", "truth"],
  params: z.strictObject({
    seasons: z.int().min(1).max(1_000_000).default(1000).describe("seasons of the true market that search may play"),
    luck: z.int().min(1).max(100).default(6).describe("seasons, by their luck, that a change of the plan must pay in"),
    blockDays: z
      .int()
      .min(1)
      .max(91)
      .default(7)
      .describe("days that a choice stands for at least, but for campaigns' ends"),
  }),
  misfit: ({ lever }) =>
    lever === "promotion" ? undefined : "it plans promotions, and this env asks for something else",
  create(params, context) {
    const brief = context.brief!;
    const truth = context.truth!;
    const blocks = seasonBlocks(brief, params.blockDays);
    const calendar = calendarPlayer(brief, readSlots(context.slots));
    const informed = createPlanner();
    /** who plays once the search is over */
    let player: Agent<Float32Array, Int32Array> | undefined;

    /** `lp-plan` where it finds a plan for this market. */
    function createPlanner(): Agent<Float32Array, Int32Array> | undefined {
      try {
        return lpPlan.create(lpPlan.params.parse({}), context);
      } catch (error) {
        if ((error as AgentError).name !== "AgentError") throw error;
        return undefined;
      }
    }

    function play(plan: Int32Array, season: number): number {
      calendar.follow(plan);
      return truth.play(calendar.agent, season);
    }

    function search(): Agent<Float32Array, Int32Array> {
      const { luck, seasons } = params;
      const starts = simplePlans(brief, blocks);
      if (informed !== undefined) {
        const { agent, plan } = recorder(informed);
        truth.play(agent, 0);
        starts.push(plan());
      }
      const meanOf = (score: (season: number) => number, from: number) => {
        let sum = 0;
        for (let season = from; season < from + luck; season++) sum += score(season);
        return sum / luck;
      };
      const worths = starts.map((plan) => meanOf((season) => play(plan, season), 0));
      const start = starts[worths.indexOf(Math.max(...worths))];
      const left = Math.max(luck, seasons - luck * (starts.length + 3) - 1);
      const found = improveCalendar({ start, stages: stages(brief, blocks), play, luck, seasons: left }).plan;
      const none = new Int32Array(found.length);
      const byCalendar = meanOf((season) => play(found, season), luck);
      const byNone = meanOf((season) => play(none, season), luck);
      const byPlanner =
        informed === undefined ? Number.NEGATIVE_INFINITY : meanOf((season) => truth.play(informed, season), luck);
      if (byPlanner > byCalendar && byPlanner > byNone) return informed!;
      calendar.follow(byCalendar >= byNone ? found : none);
      return calendar.agent;
    }

    function settled(): Agent<Float32Array, Int32Array> {
      player ??= search();
      return player;
    }

    return {
      begin(episode) {
        settled().begin?.(episode);
      },
      act: (observation, info) => settled().act(observation, info),
      save() {
        const agent = settled();
        return { plans: agent === informed, state: agent.save() };
      },
      load(state) {
        player = state.plans === true ? informed! : calendar.agent;
        player.load(state.state as ReturnType<Agent["save"]>);
      },
    };
  },
});

/** Plays a calendar that can be changed between episodes: a choice of every slot on every day, shape [days, slots]. */
function calendarPlayer({ promotionSlots, horizonDays }: MarketBrief, read: ReturnType<typeof readSlots>) {
  const S = promotionSlots.length;
  const action = new Int32Array(S);
  let plan = new Int32Array(horizonDays * S);
  const agent: Agent<Float32Array, Int32Array> = {
    act(observation, info) {
      const day = horizonDays - Math.round(read(observation)("days-left"));
      const mask = info.mask as Uint8Array;
      let first = 0;
      for (let slot = 0; slot < S; slot++) {
        const choice = plan[day * S + slot];
        action[slot] = mask[first + choice] === 1 ? choice : 0;
        first += promotionSlots[slot].choices.length;
      }
      return action;
    },
    save: () => ({ plan: plan.slice() }),
    load(state) {
      plan = (state.plan as Int32Array).slice();
    },
  };
  return {
    agent,
    follow(next: Int32Array) {
      plan = next.slice();
    },
  };
}

/** An agent that plays as another does, and what it did day by day, shape [days, slots]. */
function recorder(inner: Agent<Float32Array, Int32Array>) {
  const chosen: number[] = [];
  const agent: Agent<Float32Array, Int32Array> = {
    ...inner,
    act(observation, info) {
      const action = inner.act(observation, info);
      chosen.push(...action);
      return action;
    },
  };
  return { agent, plan: () => Int32Array.from(chosen) };
}

/** No promotion; and every choice of percent-off by its number in all slots, in campaigns and always. */
function simplePlans({ promotionSlots, horizonDays }: MarketBrief, blocks: readonly SeasonBlock[]): Int32Array[] {
  const S = promotionSlots.length;
  const deepest = Math.max(...promotionSlots.map(({ choices }) => choices.length)) - 1;
  const plans = [new Int32Array(horizonDays * S)];
  for (let choice = 1; choice <= deepest; choice++)
    for (const always of [false, true]) {
      const plan = new Int32Array(horizonDays * S);
      for (const { firstDay, days, campaign } of blocks)
        if (always || campaign >= 0)
          for (let cell = firstDay * S; cell < (firstDay + days) * S; cell++)
            if (promotionSlots[cell % S].choices[choice]?.mechanic === "percent-off") plan[cell] = choice;
      if (plan.some((chosen) => chosen > 0)) plans.push(plan);
    }
  return plans;
}

/** A slot's choice through a part of the season, a campaign or the days before, between and after them; a block; a day. */
function stages(brief: MarketBrief, blocks: readonly SeasonBlock[]): Move[][] {
  const parts: { firstDay: number; days: number }[] = [];
  blocks.forEach(({ firstDay, days, campaign }, b) => {
    if (b > 0 && blocks[b - 1].campaign === campaign) parts[parts.length - 1].days += days;
    else parts.push({ firstDay, days });
  });
  const days = Array.from({ length: brief.horizonDays }, (_, firstDay) => ({ firstDay, days: 1 }));
  const changes = brief.promotionSlots.flatMap(({ choices }, slot) => choices.map((_, choice) => ({ slot, choice })));
  const stretches: readonly (readonly { readonly firstDay: number; readonly days: number }[])[] = [parts, blocks, days];
  return stretches.map((stage, number) =>
    stage.flatMap(({ firstDay, days: length }) =>
      changes.map(({ slot, choice }, change): Move => {
        const cells = Array.from({ length }, (_, at) => (firstDay + at) * brief.promotionSlots.length + slot);
        if (number === 0) return { cells, choice };
        const wider = stretches[number - 1].findIndex((other) => firstDay < other.firstDay + other.days);
        return { cells, choice, within: wider * changes.length + change };
      }),
    ),
  );
}
