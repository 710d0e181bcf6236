import type { State } from "./layout.js";
import type { SegmentTable } from "./segment-table.js";

/** What a segment's shoppers remember, as means over them; shapes in `sim/layout.ts`. */
export interface Memory {
  readonly reference: Float64Array;
  readonly storeValue: Float64Array;
  readonly fatigue: Float64Array;
  readonly satisfaction: Float64Array;
  readonly pantry: Float64Array;
  readonly pantryVariance: Float64Array;
  readonly lastShare: Float64Array;
  /** all of it side by side, in this order */
  readonly all: Float64Array;
}

/** Shoppers' own memory, and the one that the dial goes back to. */
export function memoriesIn(state: State): { own: Memory; anchor: Memory } {
  const all = (first: Float64Array, last: Float64Array) =>
    new Float64Array(state.buffer, first.byteOffset, (last.byteOffset - first.byteOffset) / 8 + last.length);
  return {
    own: {
      reference: state.meanReference,
      storeValue: state.meanStoreValue,
      fatigue: state.meanFatigue,
      satisfaction: state.meanSatisfaction,
      pantry: state.meanPantry,
      pantryVariance: state.pantryVariance,
      lastShare: state.lastShare,
      all: all(state.meanReference, state.lastShare),
    },
    anchor: {
      reference: state.anchorMeanReference,
      storeValue: state.anchorMeanStoreValue,
      fatigue: state.anchorMeanFatigue,
      satisfaction: state.anchorMeanSatisfaction,
      pantry: state.anchorMeanPantry,
      pantryVariance: state.anchorPantryVariance,
      lastShare: state.anchorLastShare,
      all: all(state.anchorMeanReference, state.anchorLastShare),
    },
  };
}

/** What a night leaves of it. */
export function passNight({ pantry, pantryVariance, fatigue, satisfaction }: Memory, segment: SegmentTable): void {
  const { zeta, satisfactionKeep, delta } = segment;
  for (let s = 0; s < zeta.length; s++) {
    fatigue[s] *= zeta[s];
    satisfaction[s] *= satisfactionKeep[s];
  }
  for (let i = 0; i < delta.length; i++) {
    pantry[i] *= delta[i];
    pantryVariance[i] *= delta[i] * delta[i];
  }
}
