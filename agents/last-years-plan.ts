import type { MarketBrief, PlanningLog } from "../envs/types.js";
import { defineAgent, z } from "./define.js";

const WEEK = 7;

/**
 * Does again what worked last time. The season is cut into weeks from its first day. For every promotion slot and week it looks
 * up the seasons of the planning log, takes the one in which that week was the slot's best, and repeats what the slot chose then,
 * day by day. Best is the largest sum over the week of the slot's credit (`profit`) or of the units of its products sold (`units`,
 * which is volume chasing); the first of equals. A choice that is not legal on its day becomes none, as does a day that no logged
 * season reached.
 *
 * It trusts a single week for each, so it takes luck for skill; that is what makes it the baseline for agents that estimate.
 * Counts the days of an episode from its `begin`.
 */
export const lastYearsPlan = defineAgent({
  summary: "repeats, slot by slot and week by week, what the best of the logged seasons did",
  acts: "multi-discrete",
  observes: "any",
  learns: false,
  needs: ["brief", "log"],
  params: z.strictObject({
    best: z
      .enum(["profit", "units"])
      .default("profit")
      .describe("what makes a logged week the best: the slot's credit, or the units of its products sold"),
  }),
  misfit: ({ lever }) =>
    lever === "promotion" ? undefined : "it sets promotions, and this env asks for something else",
  create({ best }, context) {
    const brief = context.brief!;
    const plan = repeatBestWeeks(context.log!, brief, best);
    const slots = brief.promotionSlots;
    const action = new Int32Array(slots.length);
    let day = 0;
    return {
      begin() {
        day = 0;
      },
      act(_observation, info) {
        const mask = info.mask as Uint8Array | undefined;
        let start = 0;
        for (let slot = 0; slot < action.length; slot++) {
          const planned = day < brief.horizonDays ? plan[day * action.length + slot] : 0;
          action[slot] = mask === undefined || mask[start + planned] === 1 ? planned : 0;
          start += slots[slot].choices.length;
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

/** Choices of every day, shape [horizonDays, promotion slots]. */
function repeatBestWeeks(log: PlanningLog, brief: MarketBrief, best: "profit" | "units"): Int32Array {
  const { promotionSlots, products, horizonDays } = brief;
  const P = products.length;
  const S = promotionSlots.length;
  const plan = new Int32Array(horizonDays * S);
  const seasons = firstRows(log);
  promotionSlots.forEach(({ products: covered }, slot) => {
    const worth = (row: number) => {
      if (best === "profit") return log.credit[row * S + slot];
      let units = 0;
      for (const p of covered) units += log.units[row * P + p];
      return units;
    };
    for (let from = 0; from < horizonDays; from += WEEK) {
      let most = Number.NEGATIVE_INFINITY;
      let bestWeek = { first: 0, end: 0 };
      for (let s = 0; s + 1 < seasons.length; s++) {
        const first = seasons[s] + from;
        const end = Math.min(first + Math.min(WEEK, horizonDays - from), seasons[s + 1]);
        if (first >= end) continue;
        let sum = 0;
        for (let row = first; row < end; row++) sum += worth(row);
        if (sum <= most) continue;
        most = sum;
        bestWeek = { first, end };
      }
      const { first, end } = bestWeek;
      for (let row = first; row < end; row++) plan[(from + row - first) * S + slot] = log.choice[row * S + slot];
    }
  });
  return plan;
}

/** Where each logged season starts, and at last where the log ends. */
function firstRows({ day, days }: PlanningLog): number[] {
  const rows = Array.from({ length: days }, (_, row) => row).filter((row) => row === 0 || day[row] <= day[row - 1]);
  return [...rows, days];
}
