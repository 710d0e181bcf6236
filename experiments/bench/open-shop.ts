import type { Decisions } from "../../sim/decisions.js";
import { Market } from "../../sim/market.js";
import { log } from "../../sim/math/elementary.js";
import { rootKey } from "../../sim/math/key.js";
import type { Scenario } from "../../sim/scenario.js";
import { orderPlaces } from "../../sim/supply.js";

/** A shop under a fixed plan, open on any day one likes. */
export interface OpenShop {
  readonly market: Market;
  /** runs the day and answers its visits */
  day(): number;
  /** runs the horizon from the end of the warm-up, under luck of its own, and answers its visits */
  season(episode: number): number;
}

/**
 * A shop at the end of its warm-up. Where the scenario has no menu, each product is offered at the middle depth on two days
 * of eight; where it has one, by turns at every choice of the list, and the basket's threshold is open on two days of eight. Orders follow sales.
 */
export function openShop(scenario: Scenario): OpenShop {
  const market = new Market(scenario, rootKey("bench", "population", 0, 0));
  market.open(rootKey("bench", "warm-up", 0, 0));
  const { decisions, decide } = scenario.promotions.menu.length > 0 ? fullPlan(market) : plainPlan(market);
  const day = () => {
    decide();
    const { visits } = market.runDay(decisions);
    let sum = 0;
    for (let s = 0; s < visits.length; s++) sum += visits[s];
    return sum;
  };
  while (market.day < 0) day();
  market.endWarmUp();
  const warm = market.snapshot();
  return {
    market,
    day,
    season(episode) {
      market.restore(warm);
      market.open(rootKey("bench", "evaluate", episode, 0));
      let visits = 0;
      for (let d = 0; d < scenario.horizonDays; d++) visits += day();
      return visits;
    },
  };
}

/** The scenario with every segment's visit base shifted alike, so that the mean shopper-day brings so many visits. */
export function visitedAt(scenario: Scenario, probability: number): Scenario {
  const shifted = (by: number): Scenario => ({
    ...scenario,
    segments: scenario.segments.map((segment) => ({
      ...segment,
      visit: { ...segment.visit, base: segment.visit.base + by },
    })),
  });
  // The mean's log-odds rise nearly one for one with the shift: a few Newton steps of slope one settle it.
  let shift = 0;
  for (let round = 0; round < 3; round++) {
    const found = visitProbability(shifted(shift));
    shift += log((probability * (1 - found)) / (found * (1 - probability)));
  }
  return shifted(shift);
}

/** Visits by shopper-day over a season under the plan. */
export function visitProbability(scenario: Scenario): number {
  return openShop(scenario).season(0) / (scenario.population * scenario.horizonDays);
}

interface Plan {
  readonly decisions: Decisions;
  /** fills them for the day that runs next */
  decide(): void;
}

function plainPlan(market: Market): Plan {
  const { products, promotions } = market.scenario;
  const depth = new Float64Array(products.length);
  const order = new Float64Array(products.length);
  const offered = promotions.depths[Math.floor(promotions.depths.length / 2)];
  return {
    decisions: { depth, order },
    decide() {
      for (let p = 0; p < products.length; p++) {
        depth[p] = market.day >= 0 && (market.day + 3 * p) % 8 < 2 ? offered : 0;
        order[p] = unitsMissing(market, p, products[p].leadTimeDays);
      }
    },
  };
}

/** Everything decided every day: offers of each kind, a threshold, coupons a fortnight, advertising, slates, two suppliers. */
function fullPlan(market: Market): Plan {
  const { products, segments, promotions, advertising, slates } = market.scenario;
  const P = products.length;
  const S = segments.length;
  const { slots } = slates;
  const threshold = promotions.depths.length + promotions.menu.length;
  const offer = new Int32Array(P);
  const coupon = new Uint8Array(S);
  const order = new Float64Array(orderPlaces(market.scenario));
  const adSpend = new Float64Array(advertising.channels.length * S);
  const slate = new Int32Array(S * slots);
  const decisions = { offer, coupon, order, adSpend, slate, basketOffer: 0 };
  return {
    decisions,
    decide() {
      const { day } = market;
      const open = day >= 0;
      for (let p = 0; p < P; p++) {
        // as often as in the plain plan, of each kind in turn; the threshold stands last in the list and is the basket's
        offer[p] = open && (day + 3 * p) % 8 < 2 ? 1 + ((Math.floor(day / 8) + p) % (threshold - 1)) : 0;
        const missing = unitsMissing(market, p, 2);
        order[2 * p] = day % 2 === 0 ? missing : 0;
        order[2 * p + 1] = missing - order[2 * p];
      }
      decisions.basketOffer = open && day % 8 < 2 ? threshold : 0;
      for (let s = 0; s < S; s++) {
        coupon[s] = open && (day + 5 * s) % 14 === 0 ? 1 + (s % 2) : 0;
        for (let j = 0; j < slots; j++) slate[s * slots + j] = (day + market.scenario.warmUpDays + s + 2 * j) % P;
      }
      adSpend.fill(open ? 40 : 0);
    },
  };
}

function unitsMissing(market: Market, p: number, leadTimeDays: number): number {
  const target = 3 * (leadTimeDays + 1) * market.meanSales(p);
  return Math.max(0, Math.ceil(target - market.stock(p) - market.onOrder(p)));
}
