import type { AgentContext, DictSpace, ObservationSlot } from "../../envs/types.js";
import { baseStock } from "../base-stock.js";
import { dpRestock } from "../dp-restock.js";

/** Orders for the loop: a choice for every restock slot. */
export interface Restocker {
  begin(): void;
  act(observation: Float32Array): Int32Array;
  save(): unknown;
  load(state: unknown): void;
}

/**
 * Execute, of stock: orders by dynamic programming on the demand of the planning log, or where nothing is to be planned, up to a
 * base stock.
 *
 * @returns undefined where the market has no such lever
 */
export function createRestocker(context: AgentContext, planned: boolean): Restocker | undefined {
  const { entries } = context.actionSpace as DictSpace;
  if (entries.restock === undefined) return undefined;
  const own: AgentContext = {
    ...context,
    actionSpace: entries.restock,
    observationSpace: (context.observationSpace as DictSpace).entries.restock,
    slots: (context.slots as { readonly [lever: string]: readonly ObservationSlot[] }).restock,
    lever: "restock",
  };
  const agent = planned
    ? dpRestock.create(dpRestock.params.parse({}), own)
    : baseStock.create(baseStock.params.parse({}), own);
  return {
    begin: () => agent.begin?.({ training: false }),
    act: (observation) => agent.act(observation, {}),
    save: () => agent.save(),
    load: (state) => agent.load(state as ReturnType<typeof agent.save>),
  };
}
