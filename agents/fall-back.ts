import type { Agent, AgentContext, DiscreteSpace, MultiDiscreteSpace, PlainValue, Value } from "../envs/types.js";
import { baseStock } from "./base-stock.js";
import { discountSlots } from "./discounts.js";

/**
 * What a shop does on a lever that nobody decides: no promotion, no coupon, an empty slate, no advertising, the list price (of its
 * factors the nearest to 1), and orders by base-stock with its default parameters. Outside the market, and where that is not
 * legal, the first legal choice; of a box the value within its bounds that is nearest to 0.
 *
 * @param context  of one lever, or of an env without levers
 * @returns the action for an observation and its mask; reused
 */
export function fallBack(context: AgentContext): (observation: Value, mask: Uint8Array | undefined) => PlainValue {
  const { actionSpace: space, lever } = context;
  if (space.kind === "dict") throw new RangeError("fallBack: needs the action space of one lever, got a dict");
  if (space.kind === "box") {
    const still = lever === "pricing" ? 1 : 0;
    const action = Float32Array.from(space.low, (low, i) => Math.max(low, Math.min(space.high[i], still)));
    return () => action;
  }
  const usual = usualChoices(space, context);
  const counts = space.kind === "discrete" ? [space.n] : space.counts;
  const action = new Int32Array(counts.length);
  return (observation, mask) => {
    const wanted = usual(observation);
    let start = 0;
    for (let slot = 0; slot < counts.length; slot++) {
      action[slot] = wanted[slot];
      if (mask !== undefined && mask[start + wanted[slot]] !== 1)
        action[slot] = Math.max(0, mask.subarray(start, start + counts[slot]).indexOf(1));
      start += counts[slot];
    }
    return space.kind === "discrete" ? action[0] : action;
  };
}

/** By slot, before it is asked what is legal. */
function usualChoices(
  space: DiscreteSpace | MultiDiscreteSpace,
  context: AgentContext,
): (observation: Value) => Int32Array {
  const { lever, observationSpace } = context;
  if (lever === "restock" && observationSpace.kind === "box") {
    const orders = baseStock.create(baseStock.params.parse({}), context) as Agent<Value, Int32Array>;
    return (observation) => orders.act(observation, {});
  }
  const slots = space.kind === "discrete" ? 1 : space.counts.length;
  const still =
    lever === "pricing" ? Int32Array.from(discountSlots(context), ({ none }) => none) : new Int32Array(slots);
  return () => still;
}
