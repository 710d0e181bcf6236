import type { MarketBrief } from "../envs/types.js";

/**
 * The planned choice of every slot, none where today's mask forbids it.
 *
 * @param planned  choices by slot, from place `from` on
 * @param mask     1 legal, flat over the slots' choices
 * @param out      shape [slots], overwritten
 */
export function plannedChoices(
  { promotionSlots }: Pick<MarketBrief, "promotionSlots">,
  planned: Int32Array,
  from: number,
  mask: Uint8Array,
  out: Int32Array,
): Int32Array {
  let first = 0;
  for (let slot = 0; slot < promotionSlots.length; slot++) {
    const choice = planned[from + slot];
    out[slot] = mask[first + choice] === 1 ? choice : 0;
    first += promotionSlots[slot].choices.length;
  }
  return out;
}
