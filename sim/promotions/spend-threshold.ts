import { toSteps } from "../money.js";

/** Spend so much, get so much off: the highest tier that is reached applies. Holds no state. */
export interface SpendThreshold {
  /** most that it takes off a basket, money steps */
  readonly mostOff: number;
  /** largest part of a tier's spend that the tier gives away */
  readonly depth: number;
  /** What a basket gets off, money steps; 0 where no tier is reached. */
  off(spend: number): number;
  /** Money steps missing to the next tier; 0 where there is none. */
  missing(spend: number): number;
  /** What the next tier takes off; where there is none, what the last does. */
  nextOff(spend: number): number;
}

/** @param tiers   by rising spend, money */
export function spendThreshold(
  tiers: readonly { readonly spend: number; readonly off: number }[],
  moneyStep: number,
): SpendThreshold {
  const spends = [0, ...tiers.map(({ spend }) => toSteps(spend, moneyStep))];
  const offs = [0, ...tiers.map(({ off }) => toSteps(off, moneyStep))];
  const last = tiers.length;
  const reached = (spend: number) => {
    let tier = 0;
    while (tier < last && spend >= spends[tier + 1]) tier += 1;
    return tier;
  };
  const missing = (spend: number) => {
    const tier = reached(spend);
    return tier < last ? spends[tier + 1] - spend : 0;
  };
  return {
    mostOff: Math.max(...offs),
    depth: Math.max(...tiers.map(({ spend, off }) => off / spend)),
    off: (spend) => offs[reached(spend)],
    missing,
    nextOff: (spend) => offs[Math.min(last, reached(spend) + 1)],
  };
}
