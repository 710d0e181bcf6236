import type { State } from "./layout.js";
import type { Population } from "./population.js";
import type { SegmentTable } from "./segment-table.js";

/** What shoppers remember when it all starts, and what the dial's days start from. */
export interface ShopperMemory {
  /** memory as it is on the first day */
  begin(): void;
  /** the same of one shopper: of who takes a lost one's place */
  beginShopper(shopper: number, segment: number): void;
  /** marks the memory that the dial's days start from: that of the morning after, as a night makes it */
  markAnchor(): void;
}

export function createShopperMemory(population: Population, state: State, segment: SegmentTable): ShopperMemory {
  const { blockStart, blockSize, blockSegment, categoryOf, categories, homeValue, favourite, typicalPantry } =
    population;
  const P = categoryOf.length;
  const K = categories.length;
  const blocks = blockStart.length;

  function beginShopper(i: number, s: number): void {
    state.reference.fill(1, i * P, (i + 1) * P);
    state.storeValue[i] = homeValue[i];
    state.fatigue[i] = 0;
    state.satisfaction[i] = 0;
    for (let k = 0; k < K; k++) {
      state.lastBought[i * K + k] = favourite[i * K + k];
      state.pantry[i * K + k] = typicalPantry[s * K + k];
    }
  }

  return {
    beginShopper,
    begin() {
      for (let b = 0; b < blocks; b++)
        for (let i = blockStart[b]; i < blockStart[b] + blockSize[b]; i++) beginShopper(i, blockSegment[b]);
    },
    markAnchor() {
      const { zeta, satisfactionKeep, delta } = segment;
      state.anchorReference.set(state.reference);
      state.anchorStoreValue.set(state.storeValue);
      state.anchorLastBought.set(state.lastBought);
      state.anchorGone.set(state.gone);
      for (let b = 0; b < blocks; b++) {
        const s = blockSegment[b];
        for (let i = blockStart[b]; i < blockStart[b] + blockSize[b]; i++) {
          for (let k = 0; k < K; k++) state.anchorPantry[i * K + k] = state.pantry[i * K + k] * delta[s * K + k];
          state.anchorFatigue[i] = state.fatigue[i] * zeta[s];
          state.anchorSatisfaction[i] = state.satisfaction[i] * satisfactionKeep[s];
        }
      }
    },
  };
}
