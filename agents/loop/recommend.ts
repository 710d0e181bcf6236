import type { MarketBrief } from "../../envs/types.js";
import type { DiaryDay } from "./diary.js";
import { normalRegression } from "./profile.js";

/** How far a segment's part of a product's revenue may lie from its part of all revenue. */
const PART_ERROR = 0.15;

/**
 * Recommend, the evidence: what part of every product's revenue each segment pays, by ecological regression of the segments'
 * revenue on the products' revenue day by day,
 *
 *   revenue_s = sum_p part_sp revenue_p + noise,   part_sp ~ N(the segment's part of all revenue, .15^2),  not below 0
 *
 * @returns shape [segments, products]
 * @see Goodman (1953), Ecological regressions and behavior of individuals, American Sociological Review 18
 */
export function segmentParts(brief: MarketBrief, diary: readonly DiaryDay[]): Float64Array {
  const P = brief.products.length;
  const S = brief.segments.length;
  const out = new Float64Array(S * P).fill(1 / S);
  const paid = diary.map((row) => row.segmentRevenue.reduce((sum, money) => sum + money, 0));
  const all = paid.reduce((sum, money) => sum + money, 0);
  if (all === 0) return out;
  // in units of a day's mean revenue, so that neither the prior nor the noise depends on the currency
  const unit = all / diary.length;
  const design = new Float64Array(diary.length * P);
  diary.forEach((row, d) => {
    for (let p = 0; p < P; p++)
      design[d * P + p] = (row.units[p] * brief.products[p].listPrice * (1 - row.depth[p])) / unit;
  });
  for (let s = 0; s < S; s++) {
    const part = diary.reduce((sum, row) => sum + row.segmentRevenue[s], 0) / all;
    const { coefficients } = normalRegression(
      diary.map((row) => row.segmentRevenue[s] / unit),
      design,
      brief.products.map(() => ({ mean: part, error: PART_ERROR })),
    );
    for (let p = 0; p < P; p++) out[s * P + p] = Math.max(0, coefficients[p]);
  }
  return out;
}

/**
 * Recommend: fills slates, best place first, with the products whose daily profit from the segment is largest and that may be
 * shown; no product twice in a slate.
 *
 * @param worth  of a product to a segment
 * @param mask   1 where legal, flat over the slots of the slate lever, choice p + 1 shows product p
 */
export function fillSlates(
  brief: MarketBrief,
  worth: (segment: number, product: number) => number,
  mask: Uint8Array,
): Int32Array {
  const P = brief.products.length;
  const out = new Int32Array(brief.slateSlots.length);
  brief.slateSlots.forEach(({ segment }, slot) => {
    let most = Number.NEGATIVE_INFINITY;
    for (let p = 0; p < P; p++) {
      const taken = brief.slateSlots.some((other, at) => at < slot && other.segment === segment && out[at] === p + 1);
      if (taken || mask[slot * (P + 1) + p + 1] !== 1 || !(worth(segment, p) > most)) continue;
      most = worth(segment, p);
      out[slot] = p + 1;
    }
  });
  return out;
}
