import type { Counts } from "./cohort-shortage.js";
import { binomialIn, multinomialIn } from "./math/binomial.js";
import { cappedTotal } from "./math/capped-total.js";
import { hashText, wordAt } from "./math/key.js";
import { poissonIn } from "./math/poisson.js";
import type { Population } from "./population.js";
import type { Scenario } from "./scenario.js";

/** A day's draws by purpose: places of their keys in `keys`, two words each. */
const PURPOSES = ["visit", "incidence", "incidence-more", "product", "quantity", "shortage", "part"] as const;
const LABELS = Int32Array.from(PURPOSES, (purpose) => hashText(purpose, 0x1b873593));
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
  readonly productName: Int32Array;
  private readonly rowName: Int32Array;
  private readonly categoryName: Int32Array;
  /** a probability or a mean on its way */
  private readonly law = new Float64Array(1);
  private readonly products: number;

  constructor(
    { segments, products }: Scenario,
    private readonly population: Population,
    groups: number,
    private readonly counts: Counts,
    /** most units beyond the first, and the means below which that may be forgotten, [rows] */
    private readonly moreAtMost: number,
    private readonly uncapped: Float64Array,
  ) {
    const { categories, categoryProducts } = population;
    this.products = products.length;
    const rows = segments.flatMap(({ name }) =>
      Array.from({ length: groups }, (_, group) => (group === 0 ? name : `${name}\u0001${group}`)),
    );
    this.rowName = Int32Array.from(rows, (name) => hashText(name));
    this.categoryName = Int32Array.from(
      rows.flatMap((name) => categories.map((category) => hashText(`${name}\u0000${category}`, 1))),
    );
    this.productName = Int32Array.from(
      rows.flatMap((name) => [...categoryProducts].map((p) => hashText(`${name}\u0000${products[p].name}`, 2))),
    );
  }

  /** Takes up the key of a day. */
  open(key0: number, key1: number): void {
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

  /** How many of `size` come, by the chance at `at`. */
  visitors(row: number, size: number, chances: Float64Array, at: number): number {
    const word = wordAt(this.keys[VISIT], this.keys[VISIT + 1], this.rowName[row]) | 0;
    return binomialIn(word, size, chances, at);
  }

  /** How many of a row's visitors want what, and how many units, from full shelves; answers how many want anything. */
  wishes(row: number, visitors: number): number {
    const { categoryStart } = this.population;
    const K = categoryStart.length - 1;
    let any = 0;
    for (let k = 0; k < K; k++) any += this.category(row, k, visitors, any);
    this.quantities(row);
    return any;
  }

  /**
   * How many buy in a category, and then which product: a multinomial by conditional binomials.
   *
   * @param any   visitors who buy in an earlier category; they and the others are drawn apart
   * @returns how many of the others buy
   */
  private category(row: number, k: number, visitors: number, any: number): number {
    const { keys, productName, law, products } = this;
    const { categoryStart } = this.population;
    const { share, takers } = this.counts;
    const from = row * products + categoryStart[k];
    const to = row * products + categoryStart[k + 1];
    let rest = 0;
    for (let i = from; i < to; i++) rest += share[i];
    const name = this.categoryName[row * (categoryStart.length - 1) + k];
    law[0] = rest;
    const fresh = binomialIn(wordAt(keys[MORE], keys[MORE + 1], name) | 0, visitors - any, law, 0);
    let left = fresh;
    if (any > 0) left += binomialIn(wordAt(keys[INCIDENCE], keys[INCIDENCE + 1], name) | 0, any, law, 0);
    multinomialIn(keys[PRODUCT], keys[PRODUCT + 1], left, share, productName, from, to, takers);
    return fresh;
  }

  private quantities(row: number): void {
    const { keys, productName, law, products, moreAtMost } = this;
    const { takers, units, extraMean } = this.counts;
    const uncapped = this.uncapped[row];
    const key0 = keys[QUANTITY];
    const key1 = keys[QUANTITY + 1];
    for (let i = row * products; i < (row + 1) * products; i++) {
      const n = takers[i];
      if (n === 0) {
        units[i] = 0;
        continue;
      }
      const word = wordAt(key0, key1, productName[i]) | 0;
      const mean = extraMean[i];
      law[0] = n * mean;
      units[i] = n + (mean < uncapped ? poissonIn(word, law, 0) : cappedTotal(word, n, mean, moreAtMost, uncapped));
    }
  }
}
