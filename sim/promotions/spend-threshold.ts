import { toSteps } from "../money.js";

/** Spend so much, get so much off: the highest tier that is reached applies. Holds no state. */
export interface SpendThreshold {
  /** most that it takes off a basket, money steps */
  readonly mostOff: number;
  /** largest part of a tier's spend that the tier gives away */
  readonly depth: number;
  /** what to spend and what is off then by tier, rising, money steps; the first tier is to spend 0 for nothing off */
  readonly spends: Float64Array;
  readonly offs: Float64Array;
}

/** @param tiers   by rising spend, money */
export function spendThreshold(
  tiers: readonly { readonly spend: number; readonly off: number }[],
  moneyStep: number,
): SpendThreshold {
  const offs = Float64Array.of(0, ...tiers.map(({ off }) => toSteps(off, moneyStep)));
  return {
    mostOff: Math.max(...offs),
    depth: Math.max(...tiers.map(({ off, spend }) => off / spend)),
    spends: Float64Array.of(0, ...tiers.map(({ spend }) => toSteps(spend, moneyStep))),
    offs,
  };
}

/** What a basket gets off, money steps; 0 where no tier is reached. */
export function offByThreshold(threshold: SpendThreshold, spend: number): number {
  return threshold.offs[tierReached(threshold, spend)];
}

/** Money steps missing to the next tier; 0 where there is none. */
export function missingToNextTier(threshold: SpendThreshold, spend: number): number {
  const next = tierReached(threshold, spend) + 1;
  return next < threshold.spends.length ? threshold.spends[next] - spend : 0;
}

/** What the next tier takes off; where there is none, what the last does. */
export function offByNextTier(threshold: SpendThreshold, spend: number): number {
  const next = tierReached(threshold, spend) + 1;
  return threshold.offs[Math.min(threshold.offs.length - 1, next)];
}

function tierReached({ spends }: SpendThreshold, spend: number): number {
  let tier = 0;
  while (tier + 1 < spends.length && spend >= spends[tier + 1]) tier += 1;
  return tier;
}
