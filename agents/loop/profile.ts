import { CholeskyDecomposition, Matrix } from "ml-matrix";
import type { MarketBrief } from "../../envs/types.js";
import { type DemandModel, remember } from "../models/demand.js";
import type { Channel } from "./channels.js";
import type { DiaryDay } from "./diary.js";
import { expectedProfit } from "./expected-day.js";

/** What is believed of an effect: the mean and standard deviation of what it adds to a segment's margin, as a share. */
export interface Effect {
  readonly mean: number;
  readonly error: number;
}

/** A segment as a retailer with loyalty cards sees it. */
export interface SegmentProfile {
  /** margin of a plain day, money */
  readonly usualMargin: number;
  /** money paid a visit */
  readonly basketValue: number;
  /** coupons used of those sent, 0 of none */
  readonly couponUse: number;
  /** of one unit of settled reach, adstock (1 - keep), by channel */
  readonly advertising: readonly Effect[];
  /** of a live coupon, by choice of the coupon lever; 0 for choice 0 */
  readonly coupon: readonly Effect[];
}

/**
 * Beliefs before any day was seen. Advertising: with a short-term elasticity of sales of .12 (Sethuraman, Tellis and Briesch
 * 2011, Journal of Marketing Research 48), where half the saturation is spent d ln reach / d ln spend is .77 of a reach of .39,
 * so a unit of reach adds .12 / (.77 x .39) = .4. Coupons: as likely to cost as to earn.
 */
const PRIOR = {
  level: { mean: 1, error: 0.5 },
  advertising: { mean: 0.4, error: 0.25 },
  coupon: { mean: 0, error: 0.15 },
};

/**
 * Profile: how every segment responds, from its margin day by day,
 *
 *   margin / (usual margin x day factor) = a + sum_c b_c A_c (1 - keep_c) + sum_k g_k live_k + noise
 *
 * with the day factor the shop's profit expected under the day's offers over its mean, so that what the demand model knows of
 * campaigns, weekdays and offers is no response. Normal priors, noise of the variance that is seen; effects are reported
 * relative to a.
 *
 * @param channels  by advertising slot, undefined where not known yet
 * @param live      coupon choice at work by day and segment, shape [days, segments]
 * @see Gelman et al. (2013), Bayesian Data Analysis, section 14.8, for a normal prior in linear regression
 */
export function profileSegments(
  brief: MarketBrief,
  model: DemandModel,
  diary: readonly DiaryDay[],
  channels: readonly (Channel | undefined)[],
  live: Int32Array,
): SegmentProfile[] {
  const factor = dayFactors(brief, model, diary);
  const S = brief.segments.length;
  return brief.segments.map((_, s) => {
    const own = brief.advertisingSlots.flatMap(({ segment }, slot) => (segment === s ? [slot] : []));
    const depths = brief.couponSlots[s]?.depths.length ?? 1;
    const width = 1 + own.length + depths - 1;
    const margins = diary.map((row, d) => row.segmentMargin[s] / factor[d]);
    const usualMargin = mean(margins);
    const design = new Float64Array(diary.length * width);
    diary.forEach((row, d) => {
      design[d * width] = 1;
      own.forEach((slot, c) => {
        design[d * width + 1 + c] = row.adstock[slot] * (1 - (channels[slot]?.keep ?? 0));
      });
      const choice = live[d * S + s];
      if (choice > 0) design[d * width + own.length + choice] = 1;
    });
    const priors = [
      PRIOR.level,
      ...own.map(() => PRIOR.advertising),
      ...Array.from({ length: depths - 1 }, () => PRIOR.coupon),
    ];
    const outcome = margins.map((margin) => (usualMargin > 0 ? margin / usualMargin : 1));
    const { coefficients, errors } = normalRegression(outcome, design, priors);
    const level = Math.max(0.2, coefficients[0]);
    const relative = (i: number): Effect => ({ mean: coefficients[i] / level, error: errors[i] / level });
    const visits = total(diary, (row) => row.segmentVisits[s]);
    const sent = total(diary, (row) => row.couponsSent[s]);
    return {
      usualMargin: Math.max(0, usualMargin * level),
      basketValue: visits > 0 ? total(diary, (row) => row.segmentRevenue[s]) / visits : 0,
      couponUse: sent > 0 ? total(diary, (row) => row.couponsRedeemed[s]) / sent : 0,
      advertising: own.map((_, c) => relative(1 + c)),
      coupon: [{ mean: 0, error: 0 }, ...Array.from({ length: depths - 1 }, (_, k) => relative(1 + own.length + k))],
    };
  });
}

/** Profiles that say the same of all segments: their means. What a shop that does not profile goes by. */
export function alike(profiles: readonly SegmentProfile[]): SegmentProfile[] {
  const average = (of: (profile: SegmentProfile) => number) => mean(profiles.map(of));
  const effects = (of: (profile: SegmentProfile) => readonly Effect[]) =>
    of(profiles[0]).map((_, i) => ({
      mean: average((profile) => of(profile)[i].mean),
      error: average((profile) => of(profile)[i].error),
    }));
  if (profiles.length === 0) return [];
  const one: SegmentProfile = {
    usualMargin: average((profile) => profile.usualMargin),
    basketValue: average((profile) => profile.basketValue),
    couponUse: average((profile) => profile.couponUse),
    advertising: effects((profile) => profile.advertising),
    coupon: effects((profile) => profile.coupon),
  };
  return profiles.map(() => one);
}

/**
 * Linear regression with independent normal priors: mean and standard deviation of every coefficient.
 *
 * @param design  shape [rows, coefficients] row-major
 * @param noise   variance of the outcome about its mean by the design; left out, what a first fit leaves unexplained
 * @see Gelman et al. (2013), Bayesian Data Analysis, section 14.8
 */
export function normalRegression(
  outcome: readonly number[],
  design: Float64Array,
  priors: readonly Effect[],
  noise?: number,
): { coefficients: Float64Array; errors: Float64Array } {
  if (noise === undefined) {
    const spread = variance(outcome);
    const { coefficients } = normalRegression(outcome, design, priors, spread);
    const residuals = outcome.map((y, row) =>
      coefficients.reduce((left, coefficient, i) => left - coefficient * design[row * priors.length + i], y),
    );
    // never as if there were no noise at all: a fit to few days may leave nothing
    const squares = residuals.reduce((sum, miss) => sum + miss * miss, 0);
    const unexplained = Math.max(0.01 * spread, squares / Math.max(1, outcome.length - 1));
    return normalRegression(outcome, design, priors, unexplained);
  }
  const width = priors.length;
  const precision = Matrix.zeros(width, width);
  const right = new Float64Array(width);
  priors.forEach(({ mean: m, error }, i) => {
    precision.set(i, i, 1 / (error * error));
    right[i] = m / (error * error);
  });
  outcome.forEach((y, row) => {
    for (let i = 0; i < width; i++) {
      const x = design[row * width + i];
      right[i] += (x * y) / noise;
      for (let j = 0; j < width; j++) precision.set(i, j, precision.get(i, j) + (x * design[row * width + j]) / noise);
    }
  });
  const covariance = new CholeskyDecomposition(precision).solve(Matrix.eye(width));
  const coefficients = Float64Array.from(covariance.mmul(Matrix.columnVector(right)).to1DArray());
  return { coefficients, errors: Float64Array.from(priors, (_, i) => Math.sqrt(covariance.get(i, i))) };
}

/** Sample variance; 1 where no two differ, as then nothing tells the noise. */
function variance(numbers: readonly number[]): number {
  if (numbers.length < 2) return 1;
  const centre = mean(numbers);
  return numbers.reduce((sum, x) => sum + (x - centre) * (x - centre), 0) / (numbers.length - 1) || 1;
}

/** Profit expected under each day's offers over its mean, at least a tenth. */
function dayFactors(brief: MarketBrief, model: DemandModel, diary: readonly DiaryDay[]): Float64Array {
  const P = brief.products.length;
  const memory = new Float64Array(P);
  const profit = new Float64Array(P);
  const level = new Float64Array(P).fill(1);
  const expected = Float64Array.from(diary, ({ day, depth }) => {
    expectedProfit(model, brief, { day, depth, memory }, level, profit);
    remember(memory, depth);
    return profit.reduce((sum, amount) => sum + amount, 0);
  });
  const usual = mean(Array.from(expected));
  return expected.map((amount) => (usual > 0 ? Math.max(0.1, amount / usual) : 1));
}

function total(diary: readonly DiaryDay[], of: (row: DiaryDay) => number): number {
  return diary.reduce((sum, row) => sum + of(row), 0);
}

function mean(numbers: readonly number[]): number {
  return numbers.length > 0 ? numbers.reduce((sum, x) => sum + x, 0) / numbers.length : 0;
}
