import { CLOCK, type State } from "./layout.js";
import { exp } from "./math/elementary.js";
import { toSteps } from "./money.js";
import type { Population } from "./population.js";
import type { DeskOfDay } from "./promotions/offers-of-day.js";
import type { Scenario } from "./scenario.js";

/**
 * Coupons in shoppers' hands. A shopper holds one at most; a new one takes the old one's place. It can be used from
 * `lagDays` after its sending for `validDays` days, with one basket.
 */
export interface Wallets {
  /**
   * Sends this morning's coupons, as in `Decisions.coupon`, as far as their budget reaches, in the shoppers' order; a
   * segment that it does not reach counts as one refusal.
   *
   * @throws RangeError when the levels are neither one a segment nor one a shopper
   */
  send(levels: ArrayLike<number>, day: number, sent: (shopper: number, segment: number, level: number) => void): void;
  /** days on which a coupon can be used: those before `couponUntil` */
  readonly validDays: number;
  /** chance that a shopper on a visit thinks of her coupon: sigmoid(base + depth x its depth); shape [segments, levels + 1] */
  readonly redemption: Float64Array;
  /** levels there are, none among them */
  readonly levels: number;
  /** takes a coupon out of a shopper's hands, used or lost */
  drop(shopper: number): void;
}

export function createWallets(
  scenario: Scenario,
  population: Population,
  state: State,
  desk: DeskOfDay,
): Wallets | null {
  const { coupons } = scenario.promotions;
  if (!coupons) return null;
  const { couponLevel, couponUntil, liveCoupons } = state;
  const { sizes } = population;
  const levels = coupons.depths.length + 1;
  const sendCost = toSteps(coupons.sendCost, scenario.moneyStep);
  const redemption = new Float64Array(sizes.length * levels);
  scenario.segments.forEach(
    (
      {
        promotion: {
          redemption: { base, depth },
        },
      },
      s,
    ) => {
      for (let l = 1; l < levels; l++)
        redemption[s * levels + l] = 1 / (1 + exp(-base - depth * coupons.depths[l - 1]));
    },
  );

  function drop(i: number): void {
    couponLevel[i] = 0;
    liveCoupons[0] -= 1;
  }

  return {
    redemption,
    levels,
    validDays: coupons.validDays,
    drop,
    send(chosen, day, sent) {
      const bySegment = chosen.length === sizes.length;
      if (!bySegment && chosen.length !== population.size)
        throw new RangeError(
          `coupon: found ${chosen.length} levels, expected ${sizes.length} (segments) or ${population.size} (shoppers)`,
        );
      let i = 0;
      for (let s = 0; s < sizes.length; s++) {
        // a day on which a segment gets none asks nothing of its shoppers
        if (bySegment && chosen[s] <= 0) {
          i += sizes[s];
          continue;
        }
        let unaffordable = 0;
        for (let n = 0; n < sizes[s]; n++, i++) {
          const level = chosen[bySegment ? s : i];
          if (level <= 0 || (state.gone.length > 0 && state.gone[i] === 1)) continue;
          if (level >= levels) throw new RangeError(`coupon: found level ${level}, expected 0 to ${levels - 1}`);
          if (couponLevel[i] > 0 && couponUntil[i] <= day) drop(i);
          if (couponLevel[i] === 0) {
            if (desk.couponsAffordable() < 1) {
              unaffordable = 1;
              continue;
            }
            liveCoupons[0] += 1;
          }
          couponLevel[i] = level;
          couponUntil[i] = day + coupons.lagDays + coupons.validDays;
          state.couponsSent[s] += 1;
          state.store[COUPON_SENDING] += sendCost;
          sent(i, s, level);
        }
        state.clock[CLOCK.refused] += unaffordable;
      }
    },
  };
}

/** place in STORE_LINES */
const COUPON_SENDING = 1;
