import type { AgentContext, MarketBrief } from "../envs/types.js";
import { remember } from "./models/demand.js";
import type { SeasonBlock } from "./models/fluid.js";
import { observedState, type SeasonState } from "./models/season-limits.js";
import { type Reading, readSlots } from "./read-slots.js";

/** What a planner of promotions reads off a season as it goes, morning by morning. */
export interface SeasonWatch {
  /** what past offers left in memory this morning, shape [products] */
  readonly memory: Float64Array;
  begin(): void;
  /** Takes a morning in. @returns the day, and the block that it lies in */
  look(observation: Float32Array): { readonly day: number; readonly block: number };
  /** what binds from the morning last looked at on */
  stateOf(leastOfferDays: number): SeasonState;
  save(): { memory: Float64Array; everydayBudget: number };
  load(state: { readonly [name: string]: unknown }): void;
}

export function watchSeason(
  slots: AgentContext["slots"],
  brief: MarketBrief,
  blocks: readonly SeasonBlock[],
): SeasonWatch {
  const read = readSlots(slots);
  const names = brief.products.map((product) => product.name);
  const memory = new Float64Array(names.length);
  const depth = new Float64Array(names.length);
  /** money left outside campaigns, which shows on those days alone */
  let everydayBudget = brief.everyday.budget;
  let open = -1;
  let seen: Reading;
  return {
    memory,
    begin() {
      memory.fill(0);
      everydayBudget = brief.everyday.budget;
    },
    look(observation) {
      seen = read(observation);
      const day = brief.horizonDays - Math.round(seen("days-left"));
      const block = blocks.findIndex(({ firstDay, days }) => day < firstDay + days);
      if (day > 0) {
        for (let p = 0; p < names.length; p++) depth[p] = seen("offer", names[p]);
        remember(memory, depth);
      }
      open = blocks[block].campaign;
      if (open < 0 && everydayBudget < Infinity) everydayBudget = seen("budget-left") * brief.everyday.budget;
      return { day, block };
    },
    stateOf: (leastOfferDays) => observedState(brief, open, seen, everydayBudget, leastOfferDays),
    save: () => ({ memory: memory.slice(), everydayBudget }),
    load(state) {
      memory.set(state.memory as Float64Array);
      everydayBudget = state.everydayBudget as number;
    },
  };
}
