import type { MarketBrief } from "../envs/types.js";
import { defineAgent, z } from "./define.js";
import { bestCourse } from "./math/best-course.js";
import { estimateDemand } from "./models/demand.js";
import {
  createFluidMarket,
  type FluidMarket,
  isPercentOff,
  rulesOf,
  type SeasonBlock,
  seasonBlocks,
} from "./models/fluid.js";
import { isAllowed } from "./models/season-limits.js";
import { readSlots } from "./read-slots.js";

/**
 * Plans the promotion calendar by exact dynamic programming, for markets of one product or of few that leave each other
 * alone: a slot's state at the start of a block is the memory its past offers left and the days since the last of them ended,
 * and what a choice brings is its category's profit in the block, on demand estimated from the planning log.
 *
 * Best in the fluid market for a single slot a category, up to the rounding of memory to `memoryStep`. Where slots share a
 * category each plans as if the others offered nothing, which double-counts what two offers draw from the same shoppers. Budgets
 * and stock do not enter; what the mask forbids on its day is left out.
 *
 * @see bestCourse; Cohen, Leung, Panchamgam, Perakis and Smith (2017), Operations Research 65(2), section 3, for the problem
 */
export const dpCalendar = defineAgent({
  summary: "plans each slot's calendar by exact dynamic programming over what its past offers left in memory",
  acts: "multi-discrete",
  observes: "box",
  learns: false,
  needs: ["brief", "log"],
  params: z.strictObject({
    blockDays: z.int().min(1).max(91).default(7).describe("days an offer stands for at least, but for campaigns' ends"),
    memoryStep: z
      .number()
      .min(1e-9)
      .max(1)
      .default(0.001)
      .describe("memories of past offers nearer than this are taken as one, logs of the price"),
    caution: z
      .number()
      .min(0)
      .max(5)
      .default(2)
      .describe("standard errors taken off the estimated pull of an offer, against the luck of the log"),
  }),
  misfit: ({ lever }) =>
    lever === "promotion" ? undefined : "it plans promotions, and this env asks for something else",
  create({ blockDays, memoryStep, caution }, context) {
    const brief = context.brief!;
    const blocks = seasonBlocks(brief, blockDays);
    const fluid = createFluidMarket(estimateDemand(context.log!, brief), brief, blocks, caution);
    const plans = brief.promotionSlots.map((_, slot) => slotCalendar({ brief, blocks, fluid, slot, memoryStep }));
    const read = readSlots(context.slots);
    const action = new Int32Array(plans.length);
    return {
      act(observation, info) {
        const day = brief.horizonDays - Math.round(read(observation)("days-left"));
        const b = blocks.findIndex((block) => day < block.firstDay + block.days);
        const mask = info.mask as Uint8Array;
        let first = 0;
        plans.forEach((plan, slot) => {
          action[slot] = mask[first + plan[b]] === 1 ? plan[b] : 0;
          first += brief.promotionSlots[slot].choices.length;
        });
        return action;
      },
      save: () => ({}),
      load() {},
    };
  },
});

export interface SlotCalendarOptions {
  readonly brief: MarketBrief;
  readonly blocks: readonly SeasonBlock[];
  readonly fluid: FluidMarket;
  readonly slot: number;
  readonly memoryStep: number;
}

/** A slot's best choice in every block where the other slots offer nothing, shape [blocks]. */
export function slotCalendar({ brief, blocks, fluid, slot, memoryStep }: SlotCalendarOptions): Int32Array {
  const { products, choices } = brief.promotionSlots[slot];
  if (!choices.some(isPercentOff)) return new Int32Array(blocks.length);
  const S = brief.promotionSlots.length;
  const { category } = brief.products[products[0]];
  const planned = new Int32Array(blocks.length * S);
  const memory = new Float64Array(brief.products.length);
  const rests = blocks.map(({ campaign }) => Math.max(...products.map((p) => restOf(brief, campaign, p))));
  const longest = Math.max(...rests);
  const allowed = blocks.map(({ campaign }) =>
    choices.flatMap((offer, choice) =>
      isPercentOff(offer) && isAllowed(brief, campaign, slot, choice) ? [choice] : [],
    ),
  );
  /** memory of the slot's products, and days since its last offer ended: 0 where it stood until now */
  type State = { readonly memory: number; readonly since: number };
  const { choices: best } = bestCourse<State>({
    periods: blocks.length + 1,
    start: { memory: 0, since: Math.max(1, longest) },
    choices(b, { since }) {
      const free = b < blocks.length && (since === 0 || since >= rests[b]);
      return free ? [0, ...allowed[b]] : [0];
    },
    step(b, state, choice) {
      memory.fill(0);
      for (const p of products) memory[p] = state.memory;
      if (b < blocks.length) planned[b * S + slot] = choice;
      const reward = fluid.passBlock(category, b, planned, memory);
      if (b < blocks.length) planned[b * S + slot] = 0;
      const since =
        choice > 0 || b === blocks.length ? 0 : Math.min(Math.max(1, longest), state.since + blocks[b].days);
      return { reward, next: { memory: memory[products[0]], since } };
    },
    key: ({ memory: remembered, since }) => `${Math.round(remembered / memoryStep)}/${since}`,
  });
  return best.slice(0, blocks.length);
}

function restOf(brief: MarketBrief, campaign: number, product: number): number {
  const rules = rulesOf(brief, campaign, product);
  return (brief.campaigns[rules] ?? brief.everyday).coolDownDays;
}
