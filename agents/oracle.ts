import type { Agent, MarketBrief } from "../envs/types.js";
import { AgentError, type AnyAgentDef, defineAgent, z } from "./define.js";
import { dpCalendar } from "./dp-calendar.js";
import { campaignCalendar } from "./fixed-rules.js";
import { lpPlan } from "./lp-plan.js";
import { mipCalendar } from "./mip-calendar.js";
import { improveCalendar, type Move } from "./models/calendar-search.js";
import { estimateDemand } from "./models/demand.js";
import { createFluidMarket, type FluidMarket, isPercentOff, type SeasonBlock, seasonBlocks } from "./models/fluid.js";
import { plannedChoices } from "./planned-choices.js";
import { readSlots } from "./read-slots.js";

/**
 * The best promotion plan found with the true market at hand, which no other policy has: what others earn is held against it.
 * It is no upper bound and may be beaten.
 *
 * A plan is a calendar, a choice for every slot and day, and is judged by playing seasons of the true market under planning
 * seeds: the shoppers that will be met, under other luck. Search starts from the best of no promotion, every choice always, every
 * depth in campaigns, and what the planners do that know demand by the log alone; changes it campaign by campaign, then block by
 * block, then day by day (see `improveCalendar`) until nothing pays or `seasons` are played, what demand by the log promises most
 * first and what it holds for hopeless last; and ends by playing the calendar,
 * those planners, campaigns and no promotion in `luck` seasons as yet unseen, of which the best will play.
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
    luck: z.int().min(1).max(100).default(12).describe("seasons, by their luck, that a change of the plan must pay in"),
    blockDays: z
      .int()
      .min(1)
      .max(91)
      .default(7)
      .describe("days of the blocks that are changed as one, before single days are"),
  }),
  misfit: ({ lever }) =>
    lever === "promotion" ? undefined : "it plans promotions, and this env asks for something else",
  create(params, context) {
    const brief = context.brief!;
    const truth = context.truth!;
    const blocks = seasonBlocks(brief, params.blockDays);
    const fluid = createFluidMarket(estimateDemand(context.log!, brief), brief, blocks);
    const calendar = calendarPlayer(brief, readSlots(context.slots));
    const planners = plannersFor(brief).flatMap(({ name, definition, own }) => {
      try {
        return [{ name, agent: definition.create(definition.params.parse(own), context) as Player }];
      } catch (error) {
        // a market that a planner finds no plan for is searched without it
        if (error instanceof AgentError) return [];
        throw error;
      }
    });
    /** who plays once the search is over */
    let player: { readonly name: string; readonly agent: Player } | undefined;

    function play(plan: Int32Array, season: number): number {
      calendar.follow(plan);
      return truth.play(calendar.agent, season);
    }

    function search(): NonNullable<typeof player> {
      const { luck, seasons } = params;
      const meanOf = (score: (season: number) => number, from: number) => {
        let sum = 0;
        for (let season = from; season < from + luck; season++) sum += score(season);
        return sum / luck;
      };
      const starts = simplePlans(brief);
      for (const { agent } of planners) starts.push(recordedPlan(agent, (recorded) => truth.play(recorded, 0)));
      const [start] = best(starts, (plan) => meanOf((season) => play(plan, season), 0));
      const spoken = luck * (starts.length + planners.length + 2) + planners.length;
      const order = {
        start,
        stages: stages(brief, blocks, fluid, start),
        play,
        luck,
        seasons: Math.max(luck, seasons - spoken),
      };
      const none = new Int32Array(start.length);
      const [plan, worth] = best([improveCalendar(order).plan, none], (plan) =>
        meanOf((season) => play(plan, season), luck),
      );
      calendar.follow(plan);
      const players = [{ name: CALENDAR, agent: calendar.agent }, ...planners];
      return best(players, ({ name, agent }) =>
        name === CALENDAR ? worth : meanOf((season) => truth.play(agent, season), luck),
      )[0];
    }

    function settled(): NonNullable<typeof player> {
      player ??= search();
      return player;
    }

    return {
      begin(episode) {
        settled().agent.begin?.(episode);
      },
      act: (observation, info) => settled().agent.act(observation, info),
      save() {
        const { name, agent } = settled();
        return { name, state: agent.save() };
      },
      load({ name, state }) {
        player = [{ name: CALENDAR, agent: calendar.agent }, ...planners].find((one) => one.name === name);
        if (player === undefined)
          throw new RangeError(`oracle: the saved agent plays ${name}, which plans nothing here`);
        player.agent.load(state as ReturnType<Agent["save"]>);
      },
    };
  },
});

/** Policies whose plans are starts, and which may play themselves: planners, and the campaigns at every depth. */
function plannersFor({ promotionSlots }: MarketBrief): { name: string; definition: AnyAgentDef; own: object }[] {
  const depths = new Set(
    promotionSlots.flatMap(({ choices }) => choices.filter(isPercentOff).map(({ depth }) => depth)),
  );
  return [
    ...Object.entries({ lpPlan, mipCalendar, dpCalendar }).map(([name, definition]) => ({ name, definition, own: {} })),
    ...[...depths].map((depth) => ({
      name: `campaigns at ${depth}`,
      definition: campaignCalendar as AnyAgentDef,
      own: { depth },
    })),
  ];
}

type Player = Agent<Float32Array, Int32Array>;
const CALENDAR = "calendar";

/** The best of several by what they are worth, the first of equals, with its worth. */
function best<T>(several: readonly T[], worthOf: (one: T) => number): [T, number] {
  const worths = several.map(worthOf);
  const most = Math.max(...worths);
  return [several[worths.indexOf(most)], most];
}

/** Plays a calendar that can be changed between episodes: a choice of every slot on every day, shape [days, slots]. */
function calendarPlayer({ promotionSlots, horizonDays }: MarketBrief, read: ReturnType<typeof readSlots>) {
  const S = promotionSlots.length;
  const action = new Int32Array(S);
  let plan = new Int32Array(horizonDays * S);
  const agent: Player = {
    act(observation, info) {
      const day = horizonDays - Math.round(read(observation)("days-left"));
      return plannedChoices({ promotionSlots }, plan, day * S, info.mask as Uint8Array, action);
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

/** What an agent did in a season, day by day, shape [days, slots]. */
function recordedPlan(inner: Player, play: (recorded: Player) => void): Int32Array {
  const chosen: number[] = [];
  play({
    ...inner,
    act(observation, info) {
      const action = inner.act(observation, info);
      chosen.push(...action);
      return action;
    },
  });
  return Int32Array.from(chosen);
}

/** No promotion; and every choice of percent-off by its number in all slots, every day. */
function simplePlans({ promotionSlots, horizonDays }: MarketBrief): Int32Array[] {
  const S = promotionSlots.length;
  const deepest = Math.max(...promotionSlots.map(({ choices }) => choices.length)) - 1;
  const plans = Array.from({ length: deepest + 1 }, (_, choice) =>
    Int32Array.from({ length: horizonDays * S }, (_cell, cell) => {
      const offer = promotionSlots[cell % S].choices[choice];
      return offer !== undefined && isPercentOff(offer) ? choice : 0;
    }),
  );
  return plans.filter((plan, choice) => choice === 0 || plan.some((chosen) => chosen > 0));
}

/**
 * A slot's choice through a part of the season, a campaign or the days before, between and after them; a block; a day. After
 * them all comes what would lose more a day than a tenth of what the best change brings a day, by the fluid market about the
 * start; choices that it does not know are thought to bring nothing.
 */
function stages(brief: MarketBrief, blocks: readonly SeasonBlock[], fluid: FluidMarket, start: Int32Array): Move[][] {
  const { promotionSlots, horizonDays } = brief;
  const S = promotionSlots.length;
  const most = Math.max(...promotionSlots.map(({ choices }) => choices.length));
  const isKnown = (slot: number, choice: number) => choice === 0 || isPercentOff(promotionSlots[slot].choices[choice]);
  const planned = Int32Array.from({ length: blocks.length * S }, (_, cell) => {
    const choice = start[blocks[Math.floor(cell / S)].firstDay * S + (cell % S)];
    return isKnown(cell % S, choice) ? choice : 0;
  });
  /** what a choice brings a day over the start's, shape [blocks, slots, most] */
  const daily = new Float64Array(planned.length * most);
  for (const { block, slot, choice, gain } of fluid.worth(planned, 0, new Float64Array(brief.products.length)))
    daily[(block * S + slot) * most + choice] = gain / blocks[block].days;
  planned.forEach((choice, cell) => {
    const asPlanned = daily[cell * most + choice];
    promotionSlots[cell % S].choices.forEach((_, other) => {
      if (isKnown(cell % S, other)) daily[cell * most + other] -= asPlanned;
    });
  });
  const highest = daily.reduce((top, gain) => Math.max(top, gain), 0);
  const worst = -0.1 * (highest > 0 ? highest : daily.reduce((top, gain) => Math.max(top, Math.abs(gain)), 0));

  const parts: { firstDay: number; days: number }[] = [];
  const blockOf = new Int32Array(horizonDays);
  blocks.forEach(({ firstDay, days, campaign }, b) => {
    blockOf.fill(b, firstDay, firstDay + days);
    if (b > 0 && blocks[b - 1].campaign === campaign) parts[parts.length - 1].days += days;
    else parts.push({ firstDay, days });
  });
  const days = Array.from({ length: horizonDays }, (_, firstDay) => ({ firstDay, days: 1 }));
  const all = [parts, blocks, days].map((stretches) =>
    stretches.flatMap(({ firstDay, days: length }) =>
      promotionSlots.flatMap(({ choices }, slot) =>
        choices.map((_, choice): Move => {
          const cells = Array.from({ length }, (_day, at) => (firstDay + at) * S + slot);
          const hope = cells.reduce((sum, cell) => {
            const block = blockOf[Math.floor(cell / S)];
            return sum + daily[(block * S + slot) * most + choice];
          }, 0);
          return { cells, choice, hope };
        }),
      ),
    ),
  );
  const isHopeless = ({ cells, hope }: Move) => hope < worst * cells.length;
  return [
    ...all.map((stage) => stage.filter((move) => !isHopeless(move))),
    ...all.map((stage) => stage.filter(isHopeless)),
  ];
}
