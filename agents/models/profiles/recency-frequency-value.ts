import type { LearnedModel, ModelState } from "../model.js";
import { type ByShopper, byShopper, type Purchases, spanOf } from "./purchases.js";
import type { SegmentFeatures } from "./shopper-segments.js";

/** When, how often and for how much each shopper bought, shape [shoppers] each. */
export interface RecencyFrequencyValue {
  /** who bought at least once, ascending */
  readonly shopper: Int32Array;
  /** days from the last purchase to the day the log is looked at */
  readonly recency: Float64Array;
  /** days with a purchase */
  readonly frequency: Float64Array;
  /** money paid in all */
  readonly value: Float64Array;
}

/** The three figures of a log's shoppers, and where others would stand among them. */
export interface RecencyFrequencyValueModel extends LearnedModel, RecencyFrequencyValue {
  /** the day the log is looked at */
  readonly today: number;
  /**
   * Scores from 1 to 5, 5 the best fifth of the log's shoppers: bought lately, often, for much.
   *
   * @returns [recency, frequency, value]
   */
  predictScores(recency: number, frequency: number, value: number): readonly [number, number, number];
}

/**
 * Recency, frequency and value of every shopper of a log, and the fifths that scores are read from.
 *
 * @param today    default the day after the log's last one
 * @param grouped  of the same log, where it has been sorted already
 * @throws RangeError when a row is out of range or after today
 * @see Hughes (1994), Strategic Database Marketing, chapter 7, for scores by fifths; Fader, Hardie and Lee (2005), RFM and CLV
 */
export function fitRecencyFrequencyValue(
  purchases: Purchases,
  { today, grouped = byShopper(purchases) }: { readonly today?: number; readonly grouped?: ByShopper } = {},
): RecencyFrequencyValueModel {
  const { last } = spanOf(purchases);
  const seenOn = today ?? last + 1;
  if (!(seenOn >= last))
    throw new RangeError(`fitRecencyFrequencyValue: today is ${seenOn}, the log goes on to ${last}`);
  const { shopper, start, row, days } = grouped;
  const recency = new Float64Array(shopper.length);
  const value = new Float64Array(shopper.length);
  for (let i = 0; i < shopper.length; i++) {
    recency[i] = seenOn - Math.floor(purchases.day[row[start[i + 1] - 1]]);
    for (let n = start[i]; n < start[i + 1]; n++) value[i] += purchases.paid[row[n]];
  }
  const figures = { shopper, recency, frequency: Float64Array.from(days), value };
  return modelOf({ ...figures, today: seenOn });
}

/** The three as what segments are told apart by. */
export function spendingFeatures({ recency, frequency, value }: RecencyFrequencyValue): SegmentFeatures {
  const points = new Float64Array(3 * recency.length);
  for (let i = 0; i < recency.length; i++) points.set([recency[i], frequency[i], value[i]], 3 * i);
  return { points, names: ["recency", "frequency", "value"] };
}

/** @throws RangeError when the state is not one of `save` */
export function loadRecencyFrequencyValue(state: ModelState): RecencyFrequencyValueModel {
  const { shopper, recency, frequency, value, today } = state as unknown as RecencyFrequencyValue & { today: number };
  if (shopper === undefined || recency?.length !== shopper.length)
    throw new RangeError("loadRecencyFrequencyValue: needs the state of a recency-frequency-value model");
  return modelOf({ shopper, recency, frequency, value, today });
}

function modelOf(figures: RecencyFrequencyValue & { readonly today: number }): RecencyFrequencyValueModel {
  const { recency, frequency, value } = figures;
  const cuts = [recency, frequency, value].map((column) => fifthsOf(column));
  const median = (column: Float64Array) => column.slice().sort()[Math.floor(column.length / 2)];
  return {
    ...figures,
    predictScores: (r, f, v) => [6 - scoreOf(r, cuts[0]), scoreOf(f, cuts[1]), scoreOf(v, cuts[2])],
    save: () => ({ ...figures }),
    explain: () => ({
      summary: `${recency.length} shoppers; half of them bought within the last ${median(recency)} days`,
      findings: [
        { name: "median value", value: median(value), unit: "money" },
        { name: "median frequency", value: median(frequency), unit: "days with a purchase" },
        { name: "median recency", value: median(recency), unit: "days" },
      ],
    }),
  };
}

/** The largest values of the lowest four fifths. */
function fifthsOf(column: Float64Array): Float64Array {
  const sorted = column.slice().sort();
  return Float64Array.from({ length: 4 }, (_, n) => sorted[Math.ceil(((n + 1) * sorted.length) / 5) - 1]);
}

function scoreOf(value: number, cuts: Float64Array): number {
  let score = 1;
  for (const cut of cuts) if (value > cut) score += 1;
  return score;
}
