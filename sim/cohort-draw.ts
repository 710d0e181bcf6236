import type { Counts } from "./cohort-shortage.js";
import { createLinks, type Links } from "./links.js";
import { binomialAt, binomialIn, multinomialIn } from "./math/binomial.js";
import { cappedTotal } from "./math/capped-total.js";
import { exp, expAll } from "./math/elementary.js";
import { hashText, wordAt } from "./math/key.js";
import { poissonFrom } from "./math/poisson.js";
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
const MORE = 4;
const PRODUCT = 6;
const QUANTITY = 8;
const SHORTAGE = 10;
const PART = 12;

/** Draws who comes and what they wish, by name: of rows, [rows, categories] and [rows, products by category]. */
export class CohortDraw {
  readonly keys = new Int32Array(2 * PURPOSES.length);
  /** of the part of the day at hand */
  private readonly key = new Int32Array(2);
  private readonly rowName: Int32Array;
  readonly productName: Int32Array;
  private readonly categoryName: Int32Array;
  /** a probability on its way */
  private readonly law = new Float64Array(1);
  /** of the quantities at hand by product: words, means of a Poisson law, and the chances that it gives none */
  private readonly words: Int32Array;
  private readonly means: Float64Array;
  private readonly none: Float64Array;
  private readonly products: number;
  private readonly groups: number;
  private readonly bundleChance: Float64Array;
  private readonly links: Links | null;
  /** what a category's buyers are told apart by: a bit of its own where categories are linked, else the first one */
  private readonly bitOf: Int32Array;
  /** visitors of the row at hand by what they buy so far, a set of bits; none is 0 */
  private readonly crowd: Float64Array;

  constructor(
    scenario: Scenario,
    private readonly population: Population,
    private readonly desk: DeskOfDay,
    private readonly counts: Counts,
    /** most units beyond the first, and the means below which that may be forgotten, [rows] */
    private readonly moreAtMost: number,
    private readonly uncapped: Float64Array,
  ) {
    const { segments, products } = scenario;
    const { categories, categoryProducts } = population;
    this.products = products.length;
    this.words = new Int32Array(products.length);
    this.means = new Float64Array(products.length);
    this.none = new Float64Array(products.length);
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
    this.links = createLinks(scenario, categories);
    const linked = categories.filter((category) => scenario.links.some((link) => link.categories.includes(category)));
    this.bitOf = Int32Array.from(categories, (category) => 1 << (linked.indexOf(category) + 1));
    this.crowd = new Float64Array(2 << linked.length);
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
    return binomialIn(word, size, chances, at);
  }

  /** How many of a row's visitors want what, and how many units, from full shelves; answers how many want anything. */
  wishes(row: number, visitors: number): number {
    const { crowd } = this;
    const K = this.bitOf.length;
    for (let seen = 1; seen < crowd.length; seen++) crowd[seen] = 0;
    crowd[0] = visitors;
    for (let k = 0; k < K; k++) this.category(row, k);
    this.quantities(row);
    return visitors - crowd[0];
  }

  /**
   * How many buy in a category, of those who bought what so far apart, as buyers are to be counted and categories may be
   * linked; and then which product.
   */
  private category(row: number, k: number): void {
    const { keys, productName, law, products, crowd, links } = this;
    const { categoryStart } = this.population;
    const { share, takers } = this.counts;
    const from = row * products + categoryStart[k];
    const to = row * products + categoryStart[k + 1];
    let chance = 0;
    for (let i = from; i < to; i++) chance += share[i];
    const name = this.categoryName[row * (categoryStart.length - 1) + k];
    const bit = this.bitOf[k];
    let buyers = 0;
    // downwards, so that who moves up is not drawn again
    for (let seen = crowd.length - 1; seen >= 0; seen--) {
      const there = crowd[seen];
      if (there === 0) continue;
      law[0] = chance;
      if (links !== null) this.shift(links, row, k, seen);
      const at = seen === 0 ? MORE : INCIDENCE;
      let word = wordAt(keys[at], keys[at + 1], name) | 0;
      if (seen > 1) word = wordAt(word, BOUGHT, seen) | 0;
      const buy = binomialIn(word, there, law, 0);
      buyers += buy;
      if ((seen & bit) === 0) {
        crowd[seen] -= buy;
        crowd[seen | bit] += buy;
      }
    }
    multinomialIn(keys[PRODUCT], keys[PRODUCT + 1], buyers, share, productName, from, to, takers);
  }

  /** Moves the chance in `law` by the links of category k with what was bought so far. @see linkShift */
  private shift({ lift, usual }: Links, row: number, k: number, seen: number): void {
    const { law, bitOf } = this;
    const K = bitOf.length;
    const s = Math.floor(row / this.groups);
    let by = 0;
    for (let j = 0; j < k; j++)
      if (lift[k * K + j] !== 0)
        by += lift[k * K + j] * ((seen & bitOf[j]) > 0 ? 1 - usual[s * K + j] : -usual[s * K + j]);
    if (by !== 0) law[0] = law[0] / (law[0] + (1 - law[0]) * exp(-by));
  }

  /** Units of those who take each product: the laws of all products first, as loops that call nothing are fast. */
  private quantities(row: number): void {
    const { keys, productName, words, means, none, products, moreAtMost, counts } = this;
    const { categoryProducts } = this.population;
    const { takers, units, extraMean, bundleUnits } = counts;
    const { groupSize } = this.desk.offers;
    const uncapped = this.uncapped[row];
    const key0 = keys[QUANTITY];
    const key1 = keys[QUANTITY + 1];
    const first = row * products;
    for (let c = 0; c < products; c++) {
      words[c] = wordAt(key0, key1, productName[first + c]);
      means[c] = takers[first + c] * extraMean[first + c];
      none[c] = -means[c];
    }
    expAll(none);
    for (let c = 0; c < products; c++) {
      const i = first + c;
      const n = takers[i];
      if (groupSize[categoryProducts[c]] > 0) {
        if (n > 0) this.bundles(row, i, categoryProducts[c], words[c]);
        else units[i] = bundleUnits[i] = 0;
      } else if (extraMean[i] < uncapped) units[i] = n + poissonFrom(words[c], means, none, c);
      else units[i] = n + cappedTotal(words[c], n, extraMean[i], moreAtMost, uncapped);
    }
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

/** second words of keys: for those who bought something, and for units of groups */
const BOUGHT = 0x428a2f98;
const BUNDLES = 0x71374491;
