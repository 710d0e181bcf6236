import { exp } from "./math/elementary.js";
import type { Scenario } from "./scenario.js";

/** The segments' parameters as arrays by the symbols of docs/model.md; shapes [segments] and [segments, categories]. */
export type SegmentTable = ReturnType<typeof segmentTable>;
export function segmentTable({ segments }: Scenario, categories: readonly string[]) {
  const column = (read: (segment: Scenario["segments"][number]) => number) => Float64Array.from(segments, read);
  const responses = segments.flatMap((segment) =>
    categories.map((category) => ({ ...segment.category, ...segment.categories[category] })),
  );
  return {
    base: column(({ visit }) => visit.base),
    g2: column(({ visit }) => visit.storeValue),
    storeMemory: column(({ visit }) => visit.storeMemory),
    stockOutDrop: column(({ visit }) => visit.stockOutDrop),
    unfairDrop: column(({ visit }) => visit.unfairDrop),
    giftJoy: column(({ visit }) => visit.giftJoy),
    notice: column(({ visit }) => visit.notice),
    bundle: column(({ promotion }) => promotion.bundle),
    satisfactionKeep: column(({ visit }) => 1 - visit.stockOutForget),
    gain: column(({ price }) => price.gain),
    loss: column(({ price }) => price.loss),
    rho: column(({ price }) => price.referenceMemory),
    wear: column(({ promotion }) => promotion.wear),
    zeta: column(({ promotion }) => promotion.fatigueKeep),
    loyalty: column(({ choice }) => choice.loyalty),
    /** what loyalty adds to the weight exp(u) of the product bought last, over that weight */
    attachment: column(({ choice }) => exp(choice.loyalty) - 1),
    m0: column(({ quantity }) => quantity.base),
    m1: column(({ quantity }) => quantity.price),
    g0: Float64Array.from(responses, (response) => response.incidence),
    g1: Float64Array.from(responses, (response) => response.value),
    pantry: Float64Array.from(responses, (response) => response.pantry),
    delta: Float64Array.from(responses, (response) => response.pantryKeep),
  };
}
