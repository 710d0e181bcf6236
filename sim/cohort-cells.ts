import type { CohortTypes } from "./cohort-types.js";
import { exp, log } from "./math/elementary.js";
import type { Scenario } from "./scenario.js";
import { segmentTable } from "./segment-table.js";
import type { Shelf } from "./shelf.js";

/** Types stand in blocks of so many, which a day weighs side by side; a segment without spread has one, of four alike. */
const BLOCK = 4;

/**
 * What never changes about the types, in the order in which a day reads it. Few arrays, as each one read in a loop costs
 * registers; one set for all markets of a population, as many side by side would not fit a processor's cache.
 */
export interface CohortCells {
  /** blocks of types, [segments] */
  readonly blocks: Int32Array;
  /** w, exp of a type's utility for a product at list price, and w times its affinity; see `CohortTypes` */
  readonly cells: Float64Array;
  /** where those of a segment's category start: [blocks, products, BLOCK, 2]; shape [segments, categories] */
  readonly cellStart: Int32Array;
  /** of a type at list prices: 1 / T, and by how much its log-odds against buying differ from the mean of the types' */
  readonly atRest: Float64Array;
  /** where those of a segment's category start: [types, 2]; shape [segments, categories] */
  readonly restStart: Int32Array;
  /** means over types at list prices, [segments, categories]: ln T, and log-odds against buying, g1 (CV0 - ln T) - g0 */
  readonly meanLog: Float64Array;
  readonly meanAgainst: Float64Array;
}

export function createCells(
  scenario: Scenario,
  { categories, categoryProducts, categoryStart }: Shelf,
  { typeStart, appeal, affinity, favouriteShare, typicalValue }: Omit<CohortTypes, "cells">,
): CohortCells {
  const { segments } = scenario;
  const { g0, g1 } = segmentTable(scenario, categories);
  const P = categoryProducts.length;
  const K = categoryStart.length - 1;
  const blocks = Int32Array.from(segments, (_, s) => Math.ceil((typeStart[s + 1] - typeStart[s]) / BLOCK));
  const rows = BLOCK * blocks.reduce((a, b) => a + b, 0);
  const cells = new Float64Array(2 * rows * P);
  const atRest = new Float64Array(2 * rows * K);
  const cellStart = new Int32Array(segments.length * K);
  const restStart = new Int32Array(segments.length * K);
  const meanLog = new Float64Array(segments.length * K);
  let cell = 0;
  let rest = 0;
  segments.forEach(({ choice }, s) => {
    const extra = exp(choice.loyalty) - 1;
    const last = typeStart[s + 1] - 1;
    for (let k = 0; k < K; k++) {
      const sk = s * K + k;
      cellStart[sk] = cell;
      restStart[sk] = rest;
      for (let first = typeStart[s]; first <= last; first += BLOCK) {
        const totals = new Float64Array(BLOCK);
        for (let c = categoryStart[k]; c < categoryStart[k + 1]; c++)
          for (let b = 0; b < BLOCK; b++, cell += 2) {
            const at = Math.min(last, first + b) * P + c;
            cells[cell] = exp(appeal[at]);
            cells[cell + 1] = cells[cell] * affinity[at];
            totals[b] += cells[cell] + extra * favouriteShare[s * P + c] * cells[cell + 1];
          }
        for (const total of totals) {
          atRest[rest] = 1 / total;
          meanLog[sk] += log(total) / (BLOCK * blocks[s]);
          rest += 2;
        }
      }
      for (let at = restStart[sk]; at < rest; at += 2) atRest[at + 1] = g1[sk] * (meanLog[sk] + log(atRest[at]));
    }
  });
  const meanAgainst = meanLog.map((value, sk) => g1[sk] * (typicalValue[sk] - value) - g0[sk]);
  return { blocks, cells, cellStart, atRest, restStart, meanLog, meanAgainst };
}
