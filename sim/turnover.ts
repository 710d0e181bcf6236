import type { State } from "./layout.js";
import { exp, log } from "./math/elementary.js";
import { type Key, subKey, uniformAt } from "./math/key.js";
import { sigmoidAndMore, sigmoidAtMost } from "./math/sigmoid-bound.js";
import type { Scenario } from "./scenario.js";

/**
 * Shoppers who leave for good, and new ones in their places.
 *
 *     leaves after a visit with  sigmoid(logit(hazard) - dissatisfaction x satisfaction)
 *     a place is taken on a day with  sigmoid(logit(acquisition) + advertising x adstock)
 *
 * Buying till one leaves: the chance is a visit's, not a day's.
 * @see Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2)
 */
export class Turnover {
  /** 1 for segments whose shoppers leave, shape [segments] */
  readonly mortal: Uint8Array;
  private readonly leaveOdds: Float64Array;
  /** chance at leaveOdds, and a little more */
  private readonly leaveUsually: Float64Array;
  private readonly dissatisfaction: Float64Array;
  private readonly joinOdds: Float64Array;
  private readonly advertising: Float64Array;
  /** one over the chance that a place is taken today */
  private readonly joinInverse: Float64Array;
  private leave0 = 0;
  private leave1 = 0;
  private join0 = 0;
  private join1 = 0;

  constructor(
    { segments }: Scenario,
    private readonly state: State,
  ) {
    const column = (read: (churn: NonNullable<(typeof segments)[number]["churn"]>) => number) =>
      Float64Array.from(segments, ({ churn }) => (churn ? read(churn) : 0));
    this.mortal = Uint8Array.from(segments, ({ churn }) => (churn ? 1 : 0));
    this.leaveOdds = column(({ hazard }) => logOdds(hazard));
    this.leaveUsually = this.leaveOdds.map(sigmoidAndMore);
    this.dissatisfaction = column(({ dissatisfaction }) => dissatisfaction);
    this.joinOdds = column(({ acquisition }) => logOdds(acquisition));
    this.advertising = column(({ advertising }) => advertising);
    this.joinInverse = new Float64Array(segments.length);
  }

  /** @param adstock   of the day, shape [segments] */
  open(dayKey: Key, adstock: Float64Array): void {
    const leave = subKey(dayKey, "leave");
    const join = subKey(dayKey, "join");
    this.leave0 = leave.key0;
    this.leave1 = leave.key1;
    this.join0 = join.key0;
    this.join1 = join.key1;
    for (let s = 0; s < adstock.length; s++)
      this.joinInverse[s] = 1 + exp(-(this.joinOdds[s] + this.advertising[s] * adstock[s]));
  }

  /** Whether this visit may be a shopper's last: false of nearly all who stay, told without an exponential. */
  isAtRisk(i: number, s: number, name: number): boolean {
    const harm = -this.dissatisfaction[s] * this.state.satisfaction[i];
    return uniformAt(this.leave0, this.leave1, name) < sigmoidAtMost(this.leaveUsually[s], harm);
  }

  /** Whether it was; then she is gone and counted. */
  leaves(i: number, s: number, name: number): boolean {
    const harm = -this.dissatisfaction[s] * this.state.satisfaction[i];
    const u = uniformAt(this.leave0, this.leave1, name);
    if (u * (1 + exp(-(this.leaveOdds[s] + harm))) >= 1) return false;
    this.state.gone[i] = 1;
    this.state.churned[s] += 1;
    return true;
  }

  /** Whether a new shopper takes a lost one's place this morning; then she is there and counted. */
  joins(i: number, s: number, name: number): boolean {
    if (uniformAt(this.join0, this.join1, name) * this.joinInverse[s] >= 1) return false;
    this.state.gone[i] = 0;
    this.state.acquired[s] += 1;
    return true;
  }
}

/** Log-odds of a chance; far enough from 0 and 1 that one of exactly 0 or 1 stays finite. */
export function logOdds(chance: number): number {
  const inside = Math.min(1 - 1e-12, Math.max(1e-12, chance));
  return log(inside / (1 - inside));
}
