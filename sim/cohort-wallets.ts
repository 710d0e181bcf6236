import { CLOCK, couponPlaces, type State } from "./layout.js";
import { binomialAt } from "./math/binomial.js";
import { exp } from "./math/elementary.js";
import { wordAt } from "./math/key.js";
import { toSteps } from "./money.js";
import type { Population } from "./population.js";
import type { DeskOfDay } from "./promotions/offers-of-day.js";
import type { Scenario } from "./scenario.js";

/** Coupons in shoppers' hands as counts by segment, level and the day they end. Otherwise as `Wallets`. */
export class CohortWallets {
  /** levels there are, none not among them */
  readonly levels: number;
  /** chance that a visitor thinks of her coupon, [segments, levels] */
  readonly redemption: Float64Array;
  private readonly days: number;
  private readonly lagDays: number;
  private readonly validDays: number;
  private readonly sendCost: number;

  constructor(
    scenario: Scenario,
    private readonly population: Population,
    private readonly state: State,
    private readonly desk: DeskOfDay,
  ) {
    const { coupons } = scenario.promotions;
    if (!coupons) throw new TypeError("CohortWallets: found no coupons in the scenario");
    this.levels = coupons.depths.length;
    this.days = couponPlaces(scenario) / this.levels;
    this.lagDays = coupons.lagDays;
    this.validDays = coupons.validDays;
    this.sendCost = toSteps(coupons.sendCost, scenario.moneyStep);
    this.redemption = Float64Array.from(
      scenario.segments.flatMap(({ promotion: { redemption } }) =>
        coupons.depths.map((depth) => 1 / (1 + exp(-redemption.base - redemption.depth * depth))),
      ),
    );
  }

  /**
   * Sends this morning's coupons to whole segments, as far as their budget reaches; who holds one gets the new one in its
   * place. A segment that the budget does not reach counts as one refusal.
   *
   * @param active   shoppers who have not left, [segments]
   * @throws RangeError when the levels are not one a segment, or beyond the deepest
   */
  send(chosen: ArrayLike<number>, day: number, active: Float64Array): void {
    const { state, levels, days } = this;
    if (chosen.length !== active.length)
      throw new RangeError(
        `coupon: found ${chosen.length} levels, expected ${active.length} (segments); cohort fidelity has no single shoppers`,
      );
    this.expire(day);
    for (let s = 0; s < active.length; s++) {
      const level = chosen[s];
      if (level <= 0) continue;
      if (level > levels) throw new RangeError(`coupon: found level ${level}, expected 0 to ${levels}`);
      let holders = 0;
      for (let at = s * levels * days; at < (s + 1) * levels * days; at++) {
        holders += state.couponHolders[at];
        state.couponHolders[at] = 0;
      }
      const room = Math.min(active[s] - holders, Math.floor(this.desk.couponsAffordable()));
      if (room < active[s] - holders) state.clock[CLOCK.refused] += 1;
      const sent = holders + Math.max(0, room);
      state.liveCoupons[0] += sent - holders;
      state.couponHolders[this.placeOf(s, level - 1, day + this.lagDays + this.validDays)] = sent;
      state.couponsSent[s] += sent;
      state.store[COUPON_SENDING] += sent * this.sendCost;
    }
  }

  /** Throws away what can no longer be used from today on. */
  expire(day: number): void {
    const { couponHolders, liveCoupons } = this.state;
    for (let s = 0; s < this.population.sizes.length; s++)
      for (let level = 0; level < this.levels; level++) {
        const at = this.placeOf(s, level, day);
        liveCoupons[0] -= couponHolders[at];
        couponHolders[at] = 0;
      }
  }

  /** Shoppers of a segment with a coupon of a level that can be used today. */
  usable(s: number, level: number, day: number): number {
    let sum = 0;
    for (let end = day + 1; end <= day + this.validDays; end++)
      sum += this.state.couponHolders[this.placeOf(s, level, end)];
    return sum;
  }

  /** Takes `count` usable coupons out of shoppers' hands, of all days they end on in proportion. */
  use(s: number, level: number, day: number, count: number): void {
    const { couponHolders, liveCoupons } = this.state;
    let left = Math.min(count, this.usable(s, level, day));
    let rest = this.usable(s, level, day);
    liveCoupons[0] -= left;
    for (let end = day + 1; end <= day + this.validDays && left > 0; end++) {
      const at = this.placeOf(s, level, end);
      const held = couponHolders[at];
      const used = Math.min(held, Math.ceil((left * held) / rest));
      couponHolders[at] -= used;
      left -= used;
      rest -= held;
    }
  }

  /** Takes the coupons of those who left out of their hands: each is one of theirs with chance `part`. */
  lose(s: number, part: number, word: number): void {
    const { couponHolders, liveCoupons } = this.state;
    const from = s * this.levels * this.days;
    for (let at = from; at < from + this.levels * this.days; at++) {
      if (couponHolders[at] === 0) continue;
      const lost = binomialAt(wordAt(word, LOST, at - from) | 0, couponHolders[at], part);
      couponHolders[at] -= lost;
      liveCoupons[0] -= lost;
    }
  }

  private placeOf(s: number, level: number, end: number): number {
    return (s * this.levels + level) * this.days + (((end % this.days) + this.days) % this.days);
  }
}

/** place in STORE_LINES */
const COUPON_SENDING = 1;
/** second word of the key under which leavers' coupons are drawn */
const LOST = 0x2c1b3c6d;
