import type { CohortTypes } from "./cohort-types.js";
import { exp, log } from "./math/elementary.js";
import type { Scenario } from "./scenario.js";
import { segmentTable } from "./segment-table.js";
import type { Shelf } from "./shelf.js";

/**
 * What never changes about the types, as the kernel reads it; one set for all markets of a population. In single precision, as
 * shoppers' tastes are: a vector holds four such numbers and two doubles.
 */
export interface CohortCells {
  /** types of a segment as the kernel counts them, [segments]: four of a kind where there is but one */
  readonly types: Int32Array;
  /** w / T, exp of a type's utility for a product at list price over the sum T, and that times its affinity; see `CohortTypes` */
  readonly cells: Float32Array;
  /** where those of a segment's category start: [products, 2, types]; shape [segments, categories] */
  readonly cellStart: Int32Array;
  /** of a type at list prices: ln T, and by how much its log-odds against buying differ from the mean of the types' */
  readonly atRest: Float32Array;
  /** where those of a segment's category start: [2, types]; shape [segments, categories] */
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
  const types = Int32Array.from(segments, (_, s) => Math.max(4, typeStart[s + 1] - typeStart[s]));
  const rows = types.reduce((a, b) => a + b, 0);
  const cells = new Float32Array(2 * rows * P);
  const atRest = new Float32Array(2 * rows * K);
  const cellStart = new Int32Array(segments.length * K);
  const restStart = new Int32Array(segments.length * K);
  const meanLog = new Float64Array(segments.length * K);
  let cell = 0;
  let rest = 0;
  segments.forEach(({ choice }, s) => {
    const extra = exp(choice.loyalty) - 1;
    const T = types[s];
    for (let k = 0; k < K; k++) {
      const sk = s * K + k;
      cellStart[sk] = cell;
      restStart[sk] = rest;
      const products = categoryStart[k + 1] - categoryStart[k];
      const logs = Float64Array.from({ length: T }, (_, type) => {
        const first = Math.min(typeStart[s + 1] - 1, typeStart[s] + type) * P + categoryStart[k];
        let total = 0;
        for (let c = 0; c < products; c++) {
          const usual = favouriteShare[s * P + categoryStart[k] + c];
          total += exp(appeal[first + c]) * (1 + extra * usual * affinity[first + c]);
        }
        for (let c = 0; c < products; c++) {
          const at = cell + 2 * T * c + type;
          cells[at] = exp(appeal[first + c]) / total;
          cells[at + T] = (exp(appeal[first + c]) / total) * affinity[first + c];
        }
        return log(total);
      });
      for (const value of logs) meanLog[sk] += value / T;
      for (let type = 0; type < T; type++) {
        atRest[rest + type] = logs[type];
        atRest[rest + T + type] = g1[sk] * (meanLog[sk] - logs[type]);
      }
      cell += 2 * T * products;
      rest += 2 * T;
    }
  });
  const meanAgainst = meanLog.map((value, sk) => g1[sk] * (typicalValue[sk] - value) - g0[sk]);
  return { types, cells, cellStart, atRest, restStart, meanLog, meanAgainst };
}
