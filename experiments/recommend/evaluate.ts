import { studentQuantile } from "../../agents/math/student.js";
import type { Interactions } from "../../agents/models/recommend/interactions.js";
import { type Recommender, topItems } from "../../agents/models/recommend/recommender.js";
import { bootstrapValues, drawResamples, type Interval } from "../stats/bootstrap.js";
import { quantileOfSorted } from "../stats/descriptive.js";
import { shareInterval } from "../stats/share-interval.js";

export interface Estimate {
  readonly value: number;
  /** 95% interval */
  readonly ci: Interval;
}

/** A pair that a model did not learn from. */
export interface TestPairs {
  /** shape [pairs] */
  readonly user: Int32Array;
  /** shape [pairs] */
  readonly item: Int32Array;
}

/** How well a model puts the item held out of each user among the first k. */
export interface RankingScore {
  /** part of the users whose item is among the first k; the interval is Wilson's */
  readonly hitRate: Estimate;
  /** mean of 1 / log2(1 + place) where it is among them, else 0; the interval is Student's */
  readonly ndcg: Estimate;
  /** part of all items that are among the first k of anybody */
  readonly coverage: number;
  /** 1 where the item was among the first k; shape [pairs] */
  readonly hit: Uint8Array;
}

/**
 * Hit rate, normalised discounted cumulative gain and coverage of the first k items, chosen among all that a user has not.
 * With one item held out of each user the ideal gain is 1, so that the gain needs no further normalising.
 *
 * @param known  what users have already, which is not recommended again
 * @param pairs  one a user
 * @throws RangeError without a pair
 * @see Deshpande & Karypis (2004), section 6.2, for the hit rate; Järvelin & Kekäläinen (2002) for the gain
 */
export function scoreRanking(model: Recommender, known: Interactions, pairs: TestPairs, k: number): RankingScore {
  const count = pairs.user.length;
  if (count === 0) throw new RangeError("scoreRanking: needs at least 1 pair, got 0");
  const hit = new Uint8Array(count);
  const gain = new Float64Array(count);
  const named = new Uint8Array(known.items);
  for (let p = 0; p < count; p++) {
    topItems(model, known, pairs.user[p], { count: k }).forEach(({ item }, place) => {
      named[item] = 1;
      if (item !== pairs.item[p]) return;
      hit[p] = 1;
      gain[p] = 1 / Math.log2(2 + place);
    });
  }
  const hits = sumOf(hit);
  return {
    hitRate: { value: hits / count, ci: shareInterval(hits, count) },
    ndcg: meanOf(gain),
    coverage: sumOf(named) / known.items,
    hit,
  };
}

/**
 * How much more often one model hits than another with the same users: mean of the difference of their hits, with Student's
 * interval of paired differences.
 *
 * @throws RangeError when they were not scored on as many pairs
 */
export function hitDifference(one: RankingScore, other: RankingScore): Estimate {
  if (one.hit.length !== other.hit.length)
    throw new RangeError(
      `hitDifference: needs scores of the same pairs, got ${one.hit.length} and ${other.hit.length}`,
    );
  return meanOf(Float64Array.from(one.hit, (hit, p) => hit - other.hit[p]));
}

/** How far a model's ratings lie from those given, in the unit of the ratings. */
export interface RatingScore {
  /** root mean squared error */
  readonly rmse: Estimate;
  /** mean absolute error */
  readonly mae: Estimate;
}

export interface RatedPairs extends TestPairs {
  /** shape [pairs] */
  readonly value: Float64Array;
}

/**
 * Errors of predicted ratings, each cut to the range of the ratings learnt from. Intervals are of a percentile bootstrap over
 * users, as the ratings of one err alike.
 *
 * @param range  lowest and highest rating
 * @throws RangeError without a pair
 */
export function scoreRatings(model: Recommender, pairs: RatedPairs, [low, high]: Interval): RatingScore {
  const count = pairs.user.length;
  if (count === 0) throw new RangeError("scoreRatings: needs at least 1 pair, got 0");
  const ofUser = new Map<number, { ratings: number; squares: number; absolutes: number }>();
  const order = Int32Array.from({ length: count }, (_, p) => p).sort((a, b) => pairs.user[a] - pairs.user[b]);
  for (const p of order) {
    const predicted = Math.min(high, Math.max(low, model.score(pairs.user[p], pairs.item[p])));
    const error = Math.abs(predicted - pairs.value[p]);
    const sums = ofUser.get(pairs.user[p]) ?? { ratings: 0, squares: 0, absolutes: 0 };
    ofUser.set(pairs.user[p], sums);
    sums.ratings += 1;
    sums.squares += error * error;
    sums.absolutes += error;
  }
  const users = [...ofUser.values()];
  const resamples = drawResamples([users.length], { resamples: RESAMPLES, seed: "ratings" });
  const meanOver = (part: "squares" | "absolutes", shape: (mean: number) => number): Estimate => {
    const over = (places: ArrayLike<number>) => {
      let sum = 0;
      let ratings = 0;
      for (let i = 0; i < places.length; i++) {
        sum += users[places[i]][part];
        ratings += users[places[i]].ratings;
      }
      return shape(sum / ratings);
    };
    const places = Float64Array.from(users.keys());
    const values = bootstrapValues(places, resamples, over).sort();
    return { value: over(places), ci: [quantileOfSorted(values, 0.025), quantileOfSorted(values, 0.975)] };
  };
  return { rmse: meanOver("squares", Math.sqrt), mae: meanOver("absolutes", (mean) => mean) };
}

const RESAMPLES = 1000;

function sumOf(values: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

function meanOf(values: Float64Array): Estimate {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) * (values[i] - mean);
  // of one pair nothing is known about the next
  const half = n < 2 ? Number.POSITIVE_INFINITY : studentQuantile(0.975, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { value: mean, ci: [mean - half, mean + half] };
}
