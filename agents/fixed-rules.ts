import type { AgentContext, MarketBrief } from "../envs/types.js";
import { AgentError, defineAgent, type EnvFacts, z } from "./define.js";

/** Never promotes: the baseline that a promotion must beat. */
export const noPromotion = defineAgent({
  summary: "never promotes",
  acts: "multi-discrete",
  observes: "any",
  learns: false,
  needs: ["brief"],
  misfit: needsPromotionLever,
  create(_, { brief }) {
    const action = new Int32Array(brief!.promotionSlots.length);
    return { act: () => action, save: () => ({}), load() {} };
  },
});

/** Promotes everything every day, as deep as asked or as the rules still allow. */
export const alwaysPromote = defineAgent({
  summary: "promotes everything every day, as deep as asked or the deepest below it that the rules allow",
  acts: "multi-discrete",
  observes: "any",
  learns: false,
  needs: ["brief"],
  params: z.strictObject({ depth: depthParameter() }),
  misfit: needsPromotionLever,
  create({ depth }, context) {
    const offers = offersUpTo(depth, "always-promote", context);
    const action = new Int32Array(offers.length);
    return {
      act(_observation, info) {
        for (let slot = 0; slot < action.length; slot++)
          action[slot] = deepestLegal(offers[slot], info.mask as Uint8Array | undefined);
        return action;
      },
      save: () => ({}),
      load() {},
    };
  },
});

/** Promotes what an open campaign covers, and nothing on other days. Counts the days of an episode from its `begin`. */
export const campaignCalendar = defineAgent({
  summary: "promotes only in open campaigns, what they cover, as deep as asked or the deepest below it allowed",
  acts: "multi-discrete",
  observes: "any",
  learns: false,
  needs: ["brief"],
  params: z.strictObject({ depth: depthParameter() }),
  misfit: needsPromotionLever,
  create({ depth }, context) {
    const offers = offersUpTo(depth, "campaign-calendar", context);
    const { campaigns, promotionSlots, horizonDays } = context.brief!;
    const action = new Int32Array(offers.length);
    const covered = coverage(campaigns, promotionSlots, horizonDays);
    let day = 0;
    return {
      begin() {
        day = 0;
      },
      act(_observation, info) {
        for (let slot = 0; slot < action.length; slot++) {
          const open = covered[day * action.length + slot] === 1;
          action[slot] = open ? deepestLegal(offers[slot], info.mask as Uint8Array | undefined) : 0;
        }
        day += 1;
        return action;
      },
      save: () => ({ day }),
      load(state) {
        day = state.day as number;
      },
    };
  },
});

/** Whether the fixed rules can play here: they set the promotion lever and nothing else. */
function needsPromotionLever({ lever }: EnvFacts): string | undefined {
  return lever === "promotion" ? undefined : "it sets promotions, and this env asks for something else";
}

function depthParameter() {
  return z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe("share of the list price given away at most")
    .meta({ unit: "share" });
}

/** A slot's choices, deepest first: their number in the mask, and in the slot. */
type Offers = readonly { readonly entry: number; readonly choice: number }[];

/** Offers of every slot not deeper than asked. @throws AgentError when a slot of products has none, as the rule would then be none */
function offersUpTo(depth: number, rule: string, { brief }: AgentContext): Offers[] {
  let start = 0;
  return brief!.promotionSlots.map(({ name, choices }) => {
    const offers = choices
      .map((choice, index) => ({ entry: start + index, choice: index, depth: choice.depth, mechanic: choice.mechanic }))
      .filter((offer) => offer.mechanic !== "none" && offer.depth <= depth)
      .sort((a, b) => b.depth - a.depth);
    start += choices.length;
    if (offers.length === 0 && name !== "basket") {
      const least = Math.min(...choices.filter((choice) => choice.mechanic !== "none").map((choice) => choice.depth));
      throw new AgentError(`${rule}: ${name} can be promoted at ${least} or deeper; asked for ${depth} at most`);
    }
    return offers;
  });
}

function deepestLegal(offers: Offers, mask: Uint8Array | undefined): number {
  for (const { entry, choice } of offers) if (mask === undefined || mask[entry] === 1) return choice;
  return 0;
}

/** 1 where a campaign open that day covers something of the slot, shape [days, slots]. */
function coverage(
  campaigns: MarketBrief["campaigns"],
  slots: MarketBrief["promotionSlots"],
  horizonDays: number,
): Uint8Array {
  const covered = new Uint8Array(horizonDays * slots.length);
  for (const { firstDay, lastDay, products } of campaigns) {
    for (let day = firstDay; day <= Math.min(lastDay, horizonDays - 1); day++)
      for (let slot = 0; slot < slots.length; slot++)
        if (slots[slot].products.some((product) => products.includes(product))) covered[day * slots.length + slot] = 1;
  }
  return covered;
}
