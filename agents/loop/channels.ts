import { exp } from "../../sim/math/elementary.js";
import type { DiaryDay } from "./diary.js";

/** How money becomes advertising at work, for one channel and segment: A <- keep A + reach (1 - e^(-spend / saturation)). */
export interface Channel {
  /** part of it that is there a day later */
  readonly keep: number;
  /** what endless money would reach in a day */
  readonly reach: number;
  readonly saturation: number;
}

/** Steps of the search over saturations, from a twentieth of the most that may be spent to twenty times as much. */
const STEPS = 240;

/**
 * Collect, of advertising: estimates a channel from the spend and the adstock of days that follow each other, by least squares
 * in keep and reach for every saturation on a grid of even ratios. The adstock is shown without noise, so few days are enough.
 *
 * @param slot     advertising slot
 * @param maxSpend the most that may be spent on it in a day
 * @returns undefined until two amounts above 0 were spent, and one day was left to tell keep
 * @see Broadbent (1979) for geometric adstock
 */
export function estimateChannel(diary: readonly DiaryDay[], slot: number, maxSpend: number): Channel | undefined {
  const pairs = diary.map((row, at) => ({
    before: at > 0 ? diary[at - 1].adstock[slot] : 0,
    after: row.adstock[slot],
    spend: row.spend[slot],
  }));
  const amounts = new Set(pairs.filter(({ spend }) => spend > 0).map(({ spend }) => spend));
  if (amounts.size < 2 || pairs.length < 3) return undefined;
  let best: (Channel & { readonly squares: number }) | undefined;
  for (let step = 0; step <= STEPS; step++) {
    const saturation = (maxSpend / 20) * exp((step / STEPS) * 2 * LOG_20);
    const fit = keepAndReach(pairs, saturation);
    if (fit !== undefined && (best === undefined || fit.squares < best.squares)) best = fit;
  }
  return best && { keep: best.keep, reach: best.reach, saturation: best.saturation };
}

const LOG_20 = 2.995732273553991;

function keepAndReach(pairs: readonly { before: number; after: number; spend: number }[], saturation: number) {
  let [xx, xz, zz, xy, zy] = [0, 0, 0, 0, 0];
  const part = pairs.map(({ spend }) => 1 - exp(-spend / saturation));
  pairs.forEach(({ before, after }, i) => {
    xx += before * before;
    xz += before * part[i];
    zz += part[i] * part[i];
    xy += before * after;
    zy += part[i] * after;
  });
  const determinant = xx * zz - xz * xz;
  if (!(determinant > 1e-12 * xx * zz)) return undefined;
  const keep = Math.max(0, Math.min(0.99, (zz * xy - xz * zy) / determinant));
  const reach = Math.max(0, (zy - keep * xz) / zz);
  let squares = 0;
  pairs.forEach(({ before, after }, i) => {
    const miss = after - keep * before - reach * part[i];
    squares += miss * miss;
  });
  return { keep, reach, saturation, squares };
}
