import { keepPart, type Party, partInBudget, USED_UP } from "./cohort-budget.js";
import { CohortChoice } from "./cohort-choice.js";
import { CohortDraw } from "./cohort-draw.js";
import { type Memory, memoriesIn, passNight } from "./cohort-memory.js";
import { CohortRecall } from "./cohort-recall.js";
import { sell } from "./cohort-sales.js";
import { type Counts, createScratch, type Shortage } from "./cohort-shortage.js";
import type { State } from "./layout.js";
import { uncappedBelow } from "./math/capped-total.js";
import { exp } from "./math/elementary.js";
import type { Population } from "./population.js";
import type { DeskOfDay, OffersOfDay } from "./promotions/offers-of-day.js";
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
  private readonly sizes: Float64Array;
  private readonly own: Memory;
  private readonly anchor: Memory;
  private readonly choice: CohortChoice;
  private readonly draw: CohortDraw;
  private readonly recall: CohortRecall;
  private readonly carryOver: number;
  private readonly limited: boolean;
  private readonly counts: Counts;
  private readonly party: Party;
  private readonly shortage: Shortage;
  /** chance of a visit, and that a visitor uses her own memory, [segments] */
  private readonly visitChance: Float64Array;
  private readonly ownShare: Float64Array;
  /** money steps that today's wishes would be given, by rules */
  private readonly asked: Float64Array;
  /** added to the log-odds of buying in a category today, [segments, categories] */
  private readonly incidenceLift: Float64Array;

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
    this.sizes = Float64Array.from(population.sizes);
    this.carryOver = scenario.carryOver;
    this.limited = [...scenario.calendar.campaigns, scenario.promotions.everyday].some(
      (rules) => rules.budget !== null,
    );
    const { own, anchor } = memoriesIn(state);
    this.own = own;
    this.anchor = anchor;
    this.visitChance = new Float64Array(S);
    this.ownShare = new Float64Array(S);
    this.asked = new Float64Array(offers.budgetLeft.length);
    this.incidenceLift = new Float64Array(S * categories.length);
    this.choice = new CohortChoice(scenario, population, types, state, offers, this.segment, own, this.incidenceLift);
    this.counts = {
      share: this.choice.share,
      takers: new Float64Array(rows * P),
      units: new Float64Array(rows * P),
      extraMean: this.choice.extraMean,
      disappointed: new Float64Array(rows),
    };
    this.party = {
      waiting: new Float64Array(rows),
      visitors: new Float64Array(rows),
      buyers: new Float64Array(rows),
    };
    const moreAtMost = scenario.quantityCap - 1;
    const uncapped = new Float64Array(rows);
    for (let row = 0; row < rows; row++)
      uncapped[row] = uncappedBelow(moreAtMost, this.sizes[Math.floor(row / offers.groups)]);
    this.draw = new CohortDraw(scenario, population, offers.groups, this.counts, moreAtMost, uncapped);
    this.recall = new CohortRecall(population, offers, this.segment, own, this.choice, this.counts, this.party);
    this.shortage = {
      shelf: population,
      state,
      offers,
      segment: this.segment,
      counts: this.counts,
      scratch: createScratch(rows, P, offers.budgetLeft.length),
      names: this.draw.productName,
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
  }

  /** @see ShopperDay.run */
  run({ key, visitLift, incidenceLift, anchored }: Today): void {
    passNight(this.own, this.segment);
    this.draw.open(key.key0, key.key1);
    for (let sk = 0; sk < incidenceLift.length; sk++) this.incidenceLift[sk] = incidenceLift[sk];
    this.arrive(visitLift, anchored && this.carryOver < 1);
    while (this.serveUntilABudgetEnds()) this.draw.openLaterPart();
  }

  sendCoupons(_levels: ArrayLike<number>, _day: number): void {}

  /** Prices are looked up at every part of a day. */
  reprice(_product: number): void {}

  /** Who comes: binomial by segment, its chance mixed of own memory and the dial's. */
  private arrive(visitLift: Float64Array, anchored: boolean): void {
    const { own, anchor, carryOver, state, visitChance, ownShare } = this;
    const { base, g2 } = this.segment;
    const { typicalStoreValue } = this.population;
    for (let s = 0; s < base.length; s++) {
      const x = base[s] + visitLift[s] - g2[s] * typicalStoreValue[s];
      let chance = 1 / (1 + exp(-x - g2[s] * own.storeValue[s] - own.satisfaction[s]));
      let harm = own.satisfaction[s];
      ownShare[s] = 1;
      if (anchored) {
        const asBefore = 1 / (1 + exp(-x - g2[s] * anchor.storeValue[s] - anchor.satisfaction[s]));
        const mixed = carryOver * chance + (1 - carryOver) * asBefore;
        ownShare[s] = (carryOver * chance) / mixed;
        harm = ownShare[s] * harm + (1 - ownShare[s]) * anchor.satisfaction[s];
        chance = mixed;
      }
      visitChance[s] = chance;
      const comers = this.draw.visitors(s, this.sizes[s], visitChance, s);
      this.party.waiting[s] = comers;
      state.visits[s] = comers;
      state.segmentSatisfaction[s] = comers * harm;
    }
  }

  /**
   * Serves the waiting visitors under today's offers, all of them or as large a part as the budgets last for; then the
   * offers whose budget ended are closed and the rest of the visitors wait. Answers whether any do.
   */
  private serveUntilABudgetEnds(): boolean {
    const { party, counts, offers, asked } = this;
    const { waiting, visitors, buyers } = party;
    const P = this.population.categoryProducts.length;
    for (let row = 0; row < waiting.length; row++) {
      visitors[row] = waiting[row];
      buyers[row] = 0;
      if (waiting[row] > 0) {
        this.choice.choose(row, this.anchor, this.ownShare);
        buyers[row] = this.draw.wishes(row, waiting[row]);
      } else {
        counts.takers.fill(0, row * P, (row + 1) * P);
        counts.units.fill(0, row * P, (row + 1) * P);
      }
    }
    const part = this.limited && offers.open ? partInBudget(counts, this.population, offers, asked) : 1;
    if (part < 1) keepPart(part, party, counts);
    sell(this.shortage, this.draw, party);
    for (let row = 0; row < waiting.length; row++) if (visitors[row] > 0) this.recall.remember(row);
    if (part === 1) return false;
    for (let rules = 0; rules < asked.length; rules++) if (asked[rules] === USED_UP) this.desk.close(rules);
    return true;
  }
}
