import { CohortArrival } from "./cohort-arrival.js";
import { CohortBaskets } from "./cohort-baskets.js";
import { addUp, keepPart, type Party, partInBudget, USED_UP } from "./cohort-budget.js";
import { CohortCheckout } from "./cohort-checkout.js";
import { CohortChoice } from "./cohort-choice.js";
import { CohortDraw } from "./cohort-draw.js";
import { type Memory, memoriesIn, passNight } from "./cohort-memory.js";
import { CohortRecall } from "./cohort-recall.js";
import { sell } from "./cohort-sales.js";
import { type Counts, createScratch, type Shortage } from "./cohort-shortage.js";
import { CohortTurnover } from "./cohort-turnover.js";
import { CohortWallets } from "./cohort-wallets.js";
import { KernelRoom } from "./kernel.js";
import type { State } from "./layout.js";
import { binomialAt } from "./math/binomial.js";
import { uncappedBelow } from "./math/capped-total.js";
import type { Population } from "./population.js";
import type { DeskOfDay, OffersOfDay } from "./promotions/offers-of-day.js";
import { memberWays } from "./promotions/rows.js";
import type { Scenario } from "./scenario.js";
import { type SegmentTable, segmentTable } from "./segment-table.js";
import type { Today } from "./today.js";

/**
 * A day by counts: how many of each segment come, buy in each category, take each product, and how many units, whatever
 * the population. Allocates nothing. Shoppers stand by rows, the segments and groups of `OffersOfDay`; products by
 * category inside (`c`, as in `Shelf.categoryProducts`). Equations and what they approximate: docs/model.md, "Cohort
 * fidelity".
 */
export class CohortDay {
  private readonly offers: OffersOfDay;
  private readonly segment: SegmentTable;
  private readonly own: Memory;
  private readonly anchor: Memory;
  private readonly arrival: CohortArrival;
  private readonly choice: CohortChoice;
  private readonly draw: CohortDraw;
  private readonly recall: CohortRecall;
  private readonly carryOver: number;
  private readonly limited: boolean;
  private readonly counts: Counts;
  private readonly party: Party;
  private readonly shortage: Shortage;
  /** visitors of the day who come in a later part of it, [rows] */
  private readonly later: Float64Array;
  /** hours at which an offer may open or close, 24 the last */
  private readonly hours: readonly number[];
  // what only some scenarios have
  private readonly wallets: CohortWallets | null;
  private readonly turnover: CohortTurnover | null;
  private readonly baskets: CohortBaskets;
  private readonly checkout: CohortCheckout;
  /** money steps that today's wishes would be given, by rules */
  private readonly asked: Float64Array;
  private readonly room = new KernelRoom();
  private day = 0;

  constructor(
    scenario: Scenario,
    private readonly population: Population,
    private readonly state: State,
    private readonly desk: DeskOfDay,
  ) {
    const { offers } = desk;
    const { types, categories } = population;
    if (!types) throw new TypeError("CohortDay: found a population of shoppers, expected one of cohorts");
    const S = scenario.segments.length;
    const P = scenario.products.length;
    const rows = S * offers.groups;
    this.offers = offers;
    this.segment = segmentTable(scenario, categories);
    this.carryOver = scenario.carryOver;
    this.limited = [...scenario.calendar.campaigns, scenario.promotions.everyday].some(
      (rules) => rules.budget !== null,
    );
    this.hours = hoursOf(scenario);
    const { own, anchor } = memoriesIn(state);
    this.own = own;
    this.anchor = anchor;
    this.asked = new Float64Array(offers.budgetLeft.length);
    const { room } = this;
    this.choice = new CohortChoice(population, types, state, offers, this.segment, own, anchor, room);
    this.counts = {
      share: UNBOUND,
      takers: UNBOUND,
      units: UNBOUND,
      wanted: new Float64Array(P),
      extraMean: UNBOUND,
      bundleUnits: new Float64Array(rows * P),
      bundleOff: new Float64Array(rows * P),
      bundleTouched: new Float64Array(rows * P),
      regularPrice: state.regularPrice,
      disappointed: UNBOUND,
    };
    this.party = {
      waiting: new Float64Array(rows),
      visitors: UNBOUND,
      buyers: UNBOUND,
    };
    this.later = new Float64Array(rows);
    const { counts, party, segment, choice } = this;
    const moreAtMost = scenario.quantityCap - 1;
    const uncapped = new Float64Array(rows);
    for (let row = 0; row < rows; row++)
      uncapped[row] = uncappedBelow(moreAtMost, population.sizes[Math.floor(row / offers.groups)]);
    const draw = new CohortDraw(scenario, population, desk, counts, moreAtMost, uncapped, choice, party, room);
    const wallets = scenario.promotions.coupons ? new CohortWallets(scenario, population, state, desk) : null;
    this.draw = draw;
    this.wallets = wallets;
    this.turnover = state.goneShoppers.length > 0 ? new CohortTurnover(scenario, population, types, state, own) : null;
    this.arrival = new CohortArrival(
      scenario,
      population,
      state,
      offers.groups,
      segment,
      own,
      anchor,
      draw,
      wallets,
      this.later,
    );
    this.recall = new CohortRecall(population, offers, segment, own, choice, draw, counts, this.arrival.each, room);
    this.baskets = new CohortBaskets(scenario, population, state, desk, counts, choice, draw);
    this.checkout = new CohortCheckout(
      scenario,
      population,
      state,
      desk,
      counts,
      party,
      this.baskets,
      draw,
      wallets,
      memberWays(scenario.segments),
    );
    this.shortage = {
      shelf: population,
      state,
      offers,
      segment,
      counts,
      scratch: createScratch(rows, P, offers.budgetLeft.length),
      names: draw.productName,
      moreAtMost,
      uncapped,
    };
  }

  /** Memory as it is on the first day. */
  begin(): void {
    const { own, population } = this;
    const { types } = population;
    if (!types) return;
    own.reference.fill(1);
    own.storeValue.set(types.typicalStoreValue);
    own.lastShare.set(types.favouriteShare);
    own.pantry.set(population.typicalPantry);
  }

  /** Marks the memory that the dial's days start from: that of the morning after, as `passNight` makes it. */
  markAnchor(): void {
    for (const part of [
      "reference",
      "storeValue",
      "fatigue",
      "satisfaction",
      "pantry",
      "pantryVariance",
      "lastShare",
    ] as const)
      this.anchor[part].set(this.own[part]);
    passNight(this.anchor, this.segment);
    this.state.anchorGoneShoppers.set(this.state.goneShoppers);
  }

  /** Finds what of a day's counts stands in the kernel's memory, and forgets what stood there. */
  private bind(): void {
    const { choice, counts, party } = this;
    choice.bind();
    counts.share = choice.share;
    counts.extraMean = choice.extraMean;
    party.visitors = choice.visitors;
    this.arrival.ownShare = choice.ownShare;
    this.draw.bind();
    this.recall.bind();
  }

  /** @see ShopperDay.run */
  run({ key, day, visitLift, incidenceLift, adstock, anchored }: Today): void {
    const { draw, offers, party, later, arrival } = this;
    this.day = day;
    passNight(this.own, this.segment);
    draw.open(key.key0, key.key1);
    if (this.room.enter()) this.bind();
    const { lift } = this.choice;
    for (let sk = 0; sk < lift.length; sk++) lift[sk] = incidenceLift[sk];
    if (this.wallets !== null) this.wallets.expire(day);
    arrival.count();
    arrival.run(visitLift, day, anchored && this.carryOver < 1);
    if (!offers.simple) this.baskets.open(key);
    const parts = offers.timed ? this.hours.length : 1;
    for (let part = 0; part < parts; part++) {
      if (part > 0) draw.openLaterPart();
      if (offers.timed) this.letIn(part);
      else for (let row = 0; row < later.length; row++) party.waiting[row] = later[row];
      while (this.serveUntilABudgetEnds()) draw.openLaterPart();
    }
    if (this.turnover !== null) this.renew(this.turnover, adstock);
  }

  /** @see CohortWallets.send */
  sendCoupons(levels: ArrayLike<number>, day: number): void {
    this.arrival.count();
    this.wallets?.send(levels, day, this.arrival.active);
  }

  /** Prices are looked up at every part of a day. */
  reprice(_product: number): void {}

  /** Tells the hour, and lets in who comes before the next one at which an offer opens or closes. */
  private letIn(part: number): void {
    const { hours, later, party, draw } = this;
    const from = part === 0 ? 0 : hours[part - 1];
    this.desk.tick(from);
    const chance = (hours[part] - from) / (24 - from);
    for (let row = 0; row < later.length; row++) {
      const now = binomialAt(draw.word("hour", row), later[row], chance);
      party.waiting[row] = now;
      later[row] -= now;
    }
  }

  /** Who leaves for good after today's visit, and who takes a place that was free. */
  private renew(turnover: CohortTurnover, adstock: Float64Array): void {
    const { state, draw, arrival, offers, wallets } = this;
    for (let s = 0; s < adstock.length; s++) {
      const row = s * offers.groups;
      const visitors = Math.min(arrival.active[s], Math.floor(state.visits[s] * arrival.ownShare[row] + 0.5));
      const active = arrival.active[s];
      const left = turnover.pass(s, active, visitors, adstock[s], draw.word("leave", row), draw.word("join", row));
      if (left > 0 && wallets !== null) wallets.lose(s, left / active, draw.word("leave", row));
    }
  }

  /**
   * Serves the waiting visitors under today's offers, all of them or as large a part as budgets and limited units last for;
   * then the offers that end are closed and the rest of the visitors wait. Answers whether any do.
   */
  private serveUntilABudgetEnds(): boolean {
    const { party, counts, offers, asked, checkout, population } = this;
    const { waiting, visitors, buyers } = party;
    const tilled = !offers.simple;
    for (let row = 0; row < waiting.length; row++) visitors[row] = waiting[row];
    this.choice.choose();
    this.draw.wishes();
    if (tilled)
      for (let row = 0; row < buyers.length; row++) if (visitors[row] > 0) this.baskets.sample(row, buyers[row]);
    addUp(counts);
    let part = 1;
    if (tilled) part = checkout.part(asked);
    else if (this.limited && offers.open) part = partInBudget(counts, population, offers, asked);
    if (part < 1) keepPart(part, party, counts);
    sell(this.shortage, this.draw, party, tilled ? checkout : null, this.day);
    this.recall.remember();
    if (tilled) this.feel();
    if (part === 1) {
      if (tilled) checkout.closeSoldOut();
      return false;
    }
    for (let rules = 0; rules < asked.length; rules++) if (asked[rules] === USED_UP) this.desk.close(rules);
    if (tilled) checkout.closeSoldOut();
    return true;
  }

  /** What gifts and prices that others do not pay do to satisfaction. */
  private feel(): void {
    const { party, own, segment, offers } = this;
    const { rates } = this.baskets;
    for (let row = 0; row < party.buyers.length; row++) {
      if (party.buyers[row] === 0) continue;
      const s = Math.floor(row / offers.groups);
      const part = party.buyers[row] * this.arrival.each[s];
      own.satisfaction[s] +=
        part * (segment.giftJoy[s] * rates.gifts[row] - segment.unfairDrop[s] * rates.overpaid[row]);
    }
  }
}

/** In the place of what `bind` finds. */
const UNBOUND = new Float64Array(0);

/** Hours at which the menu's flash sales open or close, rising; 24 the last. */
function hoursOf({ promotions }: Scenario): number[] {
  const hours = promotions.menu.flatMap((offer) =>
    offer.mechanic === "flash-sale" ? [offer.fromHour, offer.toHour] : [],
  );
  return [...new Set([...hours.filter((hour) => hour > 0), 24])].sort((a, b) => a - b);
}
