import type { Party } from "./cohort-budget.js";
import type { CohortChoice } from "./cohort-choice.js";
import type { Counts } from "./cohort-shortage.js";
import { type KernelRoom, kernel } from "./kernel.js";
import { createLinks } from "./links.js";
import { binomialAt } from "./math/binomial.js";
import { exp } from "./math/elementary.js";
import { hashText, wordAt } from "./math/key.js";
import type { Population } from "./population.js";
import type { DeskOfDay } from "./promotions/offers-of-day.js";
import type { Scenario } from "./scenario.js";

/** A part of a day's draws by purpose: places of their keys in `keys`, two words each. */
const PURPOSES = ["visit", "incidence", "incidence-more", "product", "quantity", "shortage", "part"] as const;
/** what only some scenarios draw, whose keys are worked out where they are asked for */
const RARE = ["member", "redeem", "use", "hour", "basket", "leave", "join"] as const;
const labelled = (purposes: readonly string[]) => Int32Array.from(purposes, (text) => hashText(text, 0x1b873593));
const LABELS = labelled(PURPOSES);
const RARE_LABELS = labelled(RARE);
const VISIT = 0;
const INCIDENCE = 2;
const QUANTITY = 8;
const SHORTAGE = 10;
const PART = 12;
/** Words of keys that the kernel is told: from `incidence` to `quantity`. */
const KERNEL_KEYS = 8;

/** Draws who comes and what they wish, by name: of rows, [rows, categories] and [rows, products by category]. */
export class CohortDraw {
  readonly keys = new Int32Array(2 * PURPOSES.length);
  /** of the part of the day at hand */
  private readonly key = new Int32Array(2);
  private readonly rowName: Int32Array;
  readonly productName: Int32Array;
  private readonly categoryName: Int32Array;
  private readonly products: number;
  private readonly groups: number;
  private readonly bundleChance: Float64Array;
  /** where things lie in the kernel */
  readonly at: ReturnType<CohortDraw["furnish"]>;

  constructor(
    scenario: Scenario,
    private readonly population: Population,
    private readonly desk: DeskOfDay,
    private readonly counts: Counts,
    /** most units beyond the first, and the means below which that may be forgotten, [rows] */
    private readonly moreAtMost: number,
    private readonly uncapped: Float64Array,
    private readonly choice: CohortChoice,
    private readonly party: Party,
    private readonly room: KernelRoom,
  ) {
    const { segments, products } = scenario;
    const { categories, categoryProducts } = population;
    this.products = products.length;
    this.groups = desk.offers.groups;
    this.bundleChance = Float64Array.from(segments, ({ promotion }) => promotion.bundle);
    const rows = segments.flatMap(({ name }) =>
      Array.from({ length: this.groups }, (_, group) => (group === 0 ? name : `${name}\u0001${group}`)),
    );
    this.rowName = Int32Array.from(rows, (name) => hashText(name));
    this.categoryName = Int32Array.from(
      rows.flatMap((name) => categories.map((category) => hashText(`${name}\u0000${category}`, 1))),
    );
    this.productName = Int32Array.from(
      rows.flatMap((name) => [...categoryProducts].map((p) => hashText(`${name}\u0000${products[p].name}`, 2))),
    );
    this.at = this.furnish(scenario);
  }

  /** Takes up the key of a day. */
  open(key0: number, key1: number): void {
    this.key[0] = key0;
    this.key[1] = key1;
    for (let at = 0; at < LABELS.length; at++) {
      this.keys[2 * at] = wordAt(key0, key1, LABELS[at]);
      this.keys[2 * at + 1] = wordAt(key1 ^ 0x6a09e667, key0, LABELS[at]);
    }
  }

  /** Goes on to a later part of the day, whose draws are new. */
  openLaterPart(): void {
    this.open(this.keys[PART], this.keys[PART + 1]);
  }

  get shortage0(): number {
    return this.keys[SHORTAGE];
  }

  get shortage1(): number {
    return this.keys[SHORTAGE + 1];
  }

  /** A row's word for a purpose. */
  word(purpose: (typeof RARE)[number], row: number): number {
    const [key0, key1] = this.key;
    const label = RARE_LABELS[RARE.indexOf(purpose)];
    return wordAt(wordAt(key0, key1, label), wordAt(key1 ^ 0x6a09e667, key0, label), this.rowName[row]) | 0;
  }

  /** How many of `size` come, by the chance at `at`. */
  visitors(row: number, size: number, chances: Float64Array, at: number): number {
    const word = wordAt(this.keys[VISIT], this.keys[VISIT + 1], this.rowName[row]) | 0;
    return binomialAt(word, size, chances[at]);
  }

  /** To be called where `room.enter` says so, after `CohortChoice.bind`. */
  bind(): void {
    const { at, room, counts, choice, party } = this;
    const { length } = choice.share;
    counts.takers = room.view(at.takers, length);
    counts.units = room.view(at.units, length);
    party.buyers = room.view(at.buyers, choice.visitors.length);
  }

  /** How many of the visitors that `choice` was told of want what, and how many units, from full shelves: after `choose`. */
  wishes(): void {
    const { at, keys } = this;
    const { wholes } = kernel;
    for (let word = 0; word < KERNEL_KEYS; word++) wholes[at.keys / 4 + word] = keys[INCIDENCE + word];
    kernel.wish(at.draws);
    if (this.desk.offers.simple) return;
    for (let row = 0; row < this.rowName.length; row++) this.bundleUp(row);
  }

  /** Units of what is sold in groups, by how many each shopper takes. */
  private bundleUp(row: number): void {
    const { keys, productName, counts, products: P } = this;
    const { categoryProducts } = this.population;
    const { groupSize } = this.desk.offers;
    for (let c = 0; c < P; c++) {
      if (groupSize[categoryProducts[c]] === 0) continue;
      const i = row * P + c;
      if (counts.takers[i] === 0) counts.units[i] = counts.bundleUnits[i] = 0;
      else this.bundles(row, i, categoryProducts[c], wordAt(keys[QUANTITY], keys[QUANTITY + 1], productName[i]));
    }
  }

  /** Finds place for all that the kernel is told and tells. */
  private furnish(scenario: Scenario) {
    const { room, choice } = this;
    const { categories, categoryStart } = this.population;
    const P = this.products;
    const K = categories.length;
    const rows = this.rowName.length;
    const links = createLinks(scenario, categories);
    const linked = categories.filter((category) => scenario.links.some((link) => link.categories.includes(category)));
    // what a category's buyers are told apart by: a bit of its own where categories are linked, else the first one
    const bitOf = Int32Array.from(categories, (category) => 1 << (linked.indexOf(category) + 1));
    const sets = 2 << linked.length;
    const most = rows * Math.max(sets, K) + 1;
    const none = new Float64Array(0);
    const names = [categoryStart, this.categoryName, this.productName, bitOf].map((data) => room.place(data));
    const constants = [links?.lift ?? none, links?.usual ?? none, this.uncapped].map((data) => room.place(data));
    const doubles = (count: number) => room.reserve(8 * count);
    const told = {
      keys: room.reserve(4 * KERNEL_KEYS),
      visitors: choice.at.visitors,
      share: choice.at.share,
      extraMean: choice.at.extraMean,
      takers: doubles(rows * P),
      units: doubles(rows * P),
      buyers: doubles(rows),
      crowd: doubles(rows * sets),
      left: doubles(rows * K),
      rest: doubles(rows * K),
      words: room.reserve(4 * most),
      trials: doubles(most),
      chances: doubles(most),
      counts: doubles(most),
      whom: room.reserve(4 * most),
      what: room.reserve(4 * most),
      laws: doubles(4 * (most + 1)),
      special: room.reserve(4 * most),
    };
    const sizes = [P, K, rows, this.groups, this.moreAtMost, sets, links ? 1 : 0];
    // field by field as in sim/kernel/draws.ts, Draws
    return { ...told, draws: room.place(Int32Array.of(...sizes, ...names, ...constants, ...Object.values(told))) };
  }

  /** Units of a product of which some are free, by how many each shopper takes. @see Checkout.bundle */
  private bundles(row: number, i: number, p: number, word: number): void {
    const { counts, moreAtMost, desk } = this;
    const size = desk.offers.groupSize[p];
    const paid = desk.offers.groupPaid[p];
    const mean = counts.extraMean[i];
    counts.units[i] = 0;
    counts.bundleOff[i] = 0;
    counts.bundleTouched[i] = 0;
    let left = counts.takers[i];
    let rest = 1;
    let term = exp(-mean);
    for (let wish = 1; left > 0; wish++) {
      const here =
        wish > moreAtMost ? left : binomialAt(wordAt(word, BUNDLES, wish) | 0, left, rest > 0 ? term / rest : 1);
      left -= here;
      rest -= term;
      term *= mean / wish;
      const over = wish % size;
      const full = wish - over + size;
      let completing = 0;
      if (over > 0 && full <= moreAtMost + 1) {
        const chance = over >= paid ? 1 : this.bundleChance[Math.floor(row / this.groups)];
        completing = binomialAt(wordAt(word, BUNDLES, ~wish) | 0, here, chance);
      }
      this.take(i, p, full, completing);
      this.take(i, p, wish, here - completing);
    }
    counts.bundleUnits[i] = counts.units[i];
  }

  private take(i: number, p: number, units: number, shoppers: number): void {
    const { counts, desk } = this;
    const deal = desk.deals.deal[p];
    if (shoppers === 0 || !deal) return;
    counts.units[i] += shoppers * units;
    counts.bundleOff[i] += shoppers * deal.discount(units, counts.regularPrice[p], desk.deals.price[p]);
    counts.bundleTouched[i] += shoppers * deal.touched(units);
  }
}

/** second word of the key for units of groups */
const BUNDLES = 0x71374491;
