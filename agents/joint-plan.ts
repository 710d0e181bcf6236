import type { Agent, AgentContext, DictSpace, MarketBrief, ObservationSlot } from "../envs/types.js";
import { defineAgent, type EnvFacts, z } from "./define.js";
import { createRestocker } from "./dp-restock.js";
import { createLpPlanner, lpPlan } from "./lp-plan.js";
import type { SeasonBlock } from "./models/fluid.js";

/**
 * Plans promotions and orders for each other, by turns: offers by linear programming within the stock that is expected,
 * orders by dynamic programming for the demand that those offers are expected to bring, until the offers stay as they are or
 * `rounds` are over. The first offers are planned as if stock were no matter after the first block; the last plan of both is
 * played, offers planned anew as `lp-plan` does and orders by what is then seen as `dp-restock` does.
 *
 * Alone each planner takes the other's decisions as it knows them best: `lp-plan` keeps every later week's offers within what is
 * in stock today, and `dp-restock` awaits offers of one depth in campaigns. Turns end at a pair of plans of which neither gains
 * by a change of its own alone; a better pair may lie elsewhere.
 *
 * @see Federgruen and Heching (1999), Combined pricing and inventory control under uncertainty, Operations Research 47(3), for the
 *   joint problem; Bezdek and Hathaway (2003), Neural, Parallel and Scientific Computations 11, for plans by turns
 */
export const jointPlan = defineAgent({
  summary: "plans offers by linear programming and orders by dynamic programming, each for the other's plan, by turns",
  acts: "dict",
  observes: "dict",
  learns: false,
  needs: ["brief", "log", "lp"],
  levers: ["promotion", "restock"],
  params: z.strictObject({
    rounds: z.int().min(1).max(20).default(4).describe("turns at most that each of the two plans is made"),
    blockDays: lpPlan.params.shape.blockDays,
    passes: lpPlan.params.shape.passes,
    caution: lpPlan.params.shape.caution,
    unmetCost: z
      .number()
      .min(0)
      .max(10)
      .default(0)
      .describe("lost with a unit wanted and not there beside its margin: shoppers who stay away, or less below 0")
      .meta({ unit: "share of list price" }),
  }),
  misfit({ actionSpace }: EnvFacts) {
    const levers = actionSpace.kind === "dict" ? Object.keys(actionSpace.entries).sort().join(" and ") : "";
    return levers === "promotion and restock"
      ? undefined
      : `it sets promotion and restock, and the levers here are ${levers || "others"}`;
  },
  create({ rounds, unmetCost, ...planning }, context) {
    const brief = context.brief!;
    const promotionContext = leverContext(context, "promotion");
    const restockContext = leverContext(context, "restock");
    const params = { ...planning, leastOfferDays: 0 };
    const P = brief.products.length;
    let planner = createLpPlanner(params, promotionContext, () => Infinity);
    let restocker = restockFor(planner);
    for (let round = 1; round < rounds; round++) {
      const stock = restocker.expectedStock();
      const { blocks, firstPlan } = planner;
      planner = createLpPlanner(params, promotionContext, (block, p) => stock[blocks[block].firstDay * P + p]);
      if (planner.firstPlan.every((choice, cell) => choice === firstPlan[cell])) break;
      restocker = restockFor(planner);
    }
    const promotion = planner.agent;
    const restock = restocker.agent;
    const action: Record<string, Int32Array> = {};

    function restockFor({ firstPlan, blocks }: typeof planner) {
      return createRestocker({ offers: offersOf(brief, blocks, firstPlan), unmetCost }, restockContext);
    }

    const parts: readonly Agent[] = [promotion, restock] as never;
    return {
      begin(episode) {
        for (const part of parts) part.begin?.(episode);
      },
      act(observation, { mask }) {
        const masks = mask as { readonly [lever: string]: Uint8Array } | undefined;
        action.promotion = promotion.act(observation.promotion as Float32Array, { mask: masks?.promotion });
        action.restock = restock.act(observation.restock as Float32Array, { mask: masks?.restock });
        return action;
      },
      explain: () => (promotion.explain?.() ?? []).map((found) => ({ ...found, part: ["promotion", ...found.part] })),
      save: () => ({ promotion: promotion.save(), restock: restock.save() }),
      load(state) {
        promotion.load(state.promotion as ReturnType<Agent["save"]>);
        restock.load(state.restock as ReturnType<Agent["save"]>);
      },
    };
  },
});

/** What the agent of one lever would be told. */
function leverContext(context: AgentContext, lever: "promotion" | "restock"): AgentContext {
  return {
    ...context,
    actionSpace: (context.actionSpace as DictSpace).entries[lever],
    observationSpace: (context.observationSpace as DictSpace).entries[lever],
    slots: (context.slots as { readonly [entry: string]: readonly ObservationSlot[] })[lever],
    lever,
  };
}

/** Depths of a calendar by day, none in the tail, shape [days of season and tail, products]. */
function offersOf(
  { products, promotionSlots, horizonDays, tailDays }: MarketBrief,
  blocks: readonly SeasonBlock[],
  planned: Int32Array,
): Float64Array {
  const P = products.length;
  const depth = new Float64Array((horizonDays + tailDays) * P);
  blocks.forEach(({ firstDay, days }, b) => {
    promotionSlots.forEach((slot, s) => {
      const offer = slot.choices[planned[b * promotionSlots.length + s]];
      if (offer.mechanic !== "percent-off") return;
      for (let day = firstDay; day < firstDay + days; day++)
        for (const p of slot.products) depth[day * P + p] = offer.depth;
    });
  });
  return depth;
}
