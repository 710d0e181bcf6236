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
export const SHORTAGE = 10;
const PART = 12;

/** Draws who comes and what they wish, by name: of rows, [rows, categories] and [rows, products by category]. */
export interface CohortDraw {
  /** 32-bit names in the draws, [rows, products by category] */
  readonly productName: Int32Array;
  /** keys of the part of the day at hand, two words a purpose: see PURPOSES */
  readonly keys: Int32Array;
  /** Takes up the key of a day. */
  open(key0: number, key1: number): void;
  /** Goes on to a later part of the day, whose draws are new. */
  openLaterPart(): void;
  /** A row's word for a purpose. */
  word(purpose: (typeof RARE)[number], row: number): number;
  /** How many of `size` come, by the chance at `at`. */
  visitors(row: number, size: number, chances: Float64Array, at: number): number;
  /** How many of a row's visitors want what, and how many units, from full shelves; answers how many want anything. */
  wishes(row: number, visitors: number): number;
}

/**
 * @param moreAtMost   most units beyond the first
 * @param uncapped     the means below which that may be forgotten, [rows]
 */
export function createCohortDraw(
  scenario: Scenario,
  { categories, categoryProducts, categoryStart }: Population,
  { offers, deals }: DeskOfDay,
  counts: Counts,
  moreAtMost: number,
  uncapped: Float64Array,
): CohortDraw {
  const { groups, groupSize, groupPaid } = offers;
  const { share, takers, units, extraMean, bundleUnits, bundleOff, bundleTouched, regularPrice } = counts;
  const P = categoryProducts.length;
  const K = categories.length;
  const keys = new Int32Array(2 * PURPOSES.length);
  /** of the part of the day at hand */
  const dayKey = new Int32Array(2);
  const rows = scenario.segments.flatMap(({ name }) =>
    Array.from({ length: groups }, (_, group) => (group === 0 ? name : `${name}\u0001${group}`)),
  );
  const rowName = Int32Array.from(rows, (name) => hashText(name));
  const categoryName = Int32Array.from(
    rows.flatMap((name) => categories.map((category) => hashText(`${name}\u0000${category}`, 1))),
  );
  const productName = Int32Array.from(
    rows.flatMap((name) => [...categoryProducts].map((p) => hashText(`${name}\u0000${scenario.products[p].name}`, 2))),
  );
  const bundleChance = Float64Array.from(scenario.segments, ({ promotion }) => promotion.bundle);
  const links = createLinks(scenario, categories);
  const linked = categories.filter((category) => scenario.links.some((link) => link.categories.includes(category)));
  /** what a category's buyers are told apart by: a bit of its own where categories are linked, else the first one */
  const bitOf = Int32Array.from(categories, (category) => 1 << (linked.indexOf(category) + 1));
  /** visitors of the row at hand by what they buy so far, a set of bits; none is 0 */
  const crowd = new Float64Array(2 << linked.length);
  /** a probability on its way */
  const law = new Float64Array(1);
  /** of the quantities at hand by product: words, means of a Poisson law, and the chances that it gives none */
  const words = new Int32Array(P);
  const means = new Float64Array(P);
  const none = new Float64Array(P);

  function open(key0: number, key1: number): void {
    dayKey[0] = key0;
    dayKey[1] = key1;
    for (let at = 0; at < LABELS.length; at++) {
      keys[2 * at] = wordAt(key0, key1, LABELS[at]);
      keys[2 * at + 1] = wordAt(key1 ^ 0x6a09e667, key0, LABELS[at]);
    }
  }

  function openLaterPart(): void {
    open(keys[PART], keys[PART + 1]);
  }

  function word(purpose: (typeof RARE)[number], row: number): number {
    const [key0, key1] = dayKey;
    const label = RARE_LABELS[RARE.indexOf(purpose)];
    return wordAt(wordAt(key0, key1, label), wordAt(key1 ^ 0x6a09e667, key0, label), rowName[row]) | 0;
  }

  function visitors(row: number, size: number, chances: Float64Array, at: number): number {
    const word = wordAt(keys[VISIT], keys[VISIT + 1], rowName[row]) | 0;
    return binomialIn(word, size, chances, at);
  }

  function wishes(row: number, visitors: number): number {
    for (let seen = 1; seen < crowd.length; seen++) crowd[seen] = 0;
    crowd[0] = visitors;
    for (let k = 0; k < K; k++) category(row, k);
    quantities(row);
    return visitors - crowd[0];
  }

  /**
   * How many buy in a category, of those who bought what so far apart, as buyers are to be counted and categories may be
   * linked; and then which product.
   */
  function category(row: number, k: number): void {
    const from = row * P + categoryStart[k];
    const to = row * P + categoryStart[k + 1];
    let chance = 0;
    for (let i = from; i < to; i++) chance += share[i];
    const name = categoryName[row * K + k];
    const bit = bitOf[k];
    let buyers = 0;
    // downwards, so that who moves up is not drawn again
    for (let seen = crowd.length - 1; seen >= 0; seen--) {
      const there = crowd[seen];
      if (there === 0) continue;
      law[0] = chance;
      if (links !== null) shift(links, row, k, seen);
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
  function shift({ lift, usual }: Links, row: number, k: number, seen: number): void {
    const s = Math.floor(row / groups);
    let by = 0;
    for (let j = 0; j < k; j++)
      if (lift[k * K + j] !== 0)
        by += lift[k * K + j] * ((seen & bitOf[j]) > 0 ? 1 - usual[s * K + j] : -usual[s * K + j]);
    if (by !== 0) law[0] = law[0] / (law[0] + (1 - law[0]) * exp(-by));
  }

  /** Units of those who take each product: first the laws of all of them, then the draws, as loops that call nothing are fast. */
  function quantities(row: number): void {
    const forgotten = uncapped[row];
    const key0 = keys[QUANTITY];
    const key1 = keys[QUANTITY + 1];
    for (let c = 0; c < P; c++) {
      const i = row * P + c;
      words[c] = wordAt(key0, key1, productName[i]);
      means[c] = takers[i] * extraMean[i];
      none[c] = -means[c];
    }
    expAll(none);
    for (let c = 0; c < P; c++) {
      const i = row * P + c;
      const n = takers[i];
      if (groupSize[categoryProducts[c]] > 0) {
        bundleUnits[i] = 0;
        units[i] = 0;
        if (n > 0) bundles(row, i, categoryProducts[c], words[c]);
      } else
        units[i] =
          n +
          (extraMean[i] < forgotten
            ? poissonFrom(words[c], means, none, c)
            : cappedTotal(words[c], n, extraMean[i], moreAtMost, forgotten));
    }
  }

  /** Units of a product of which some are free, by how many each shopper takes. @see Checkout.bundle */
  function bundles(row: number, i: number, p: number, word: number): void {
    const size = groupSize[p];
    const paid = groupPaid[p];
    const mean = extraMean[i];
    units[i] = 0;
    bundleOff[i] = 0;
    bundleTouched[i] = 0;
    let left = takers[i];
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
        const chance = over >= paid ? 1 : bundleChance[Math.floor(row / groups)];
        completing = binomialAt(wordAt(word, BUNDLES, ~wish) | 0, here, chance);
      }
      take(i, p, full, completing);
      take(i, p, wish, here - completing);
    }
    bundleUnits[i] = units[i];
  }

  function take(i: number, p: number, wish: number, shoppers: number): void {
    const deal = deals.deal[p];
    if (shoppers === 0 || !deal) return;
    units[i] += shoppers * wish;
    bundleOff[i] += shoppers * deal.discount(wish, regularPrice[p], deals.price[p]);
    bundleTouched[i] += shoppers * deal.touched(wish);
  }

  return { productName, keys, open, openLaterPart, word, visitors, wishes };
}

/** second words of keys: for those who bought something, and for units of groups */
const BOUGHT = 0x428a2f98;
const BUNDLES = 0x71374491;
