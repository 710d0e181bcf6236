import { mostSensitive } from "./most-sensitive.js";
import { type Estimate, pooled } from "./pooled.js";
import { sold, type TrialShop } from "./trial-shop.js";

const WEEK = 7;
/** Days after the offer in which the product's own dip is counted, and the category's units borrowed from the future. */
const DIP = 28;
const LATER = 56;

/** A week's offer on one product at one depth, badge and all; figures are of the offers on all products together. */
export interface Bump {
  /** units gained over units usually sold */
  readonly lift: Estimate;
  /** own units missing in the 28 days after, over the bump; null where there is no bump to speak of */
  readonly dip: Estimate | null;
  /** parts of the bump, which sum to one; null there, too, and where no product has a neighbour in its category */
  readonly split: {
    /** lost by the others of the category in the week */
    readonly switching: Estimate;
    /** missing from the category in the 56 days after */
    readonly timing: Estimate;
    /** the rest */
    readonly expansion: Estimate;
  } | null;
  /** units gained in other categories, in the week and the 56 days after, over the bump; null likewise, without a bump or another category */
  readonly spill: Estimate | null;
  /** part of the discount that the segment of highest price sensitivity takes, less its part of usual spending; null where there is one segment */
  readonly discountShare: Estimate | null;
}

/**
 * The sales bump of a week's offer, what it is made of, what follows, and who takes the discount.
 *
 * @param shops      replicates
 * @param products   that are offered, one at a time, by index
 * @param depth      share of the list price off
 * @see van Heerde, Leeflang and Wittink (2004), "Decomposing the sales promotion bump with store data"
 */
export function measureBump(shops: readonly TrialShop[], products: readonly number[], depth: number): Bump {
  const sums = shops.map((shop) => sumsOf(shop, products, depth));
  const { categoryOf, scenario } = shops[0];
  const everything = Array.from(categoryOf, (_, p) => p);
  const neighbours = products.some((p) => everything.some((q) => q !== p && categoryOf[q] === categoryOf[p]));
  const several = everything.some((q) => categoryOf[q] !== categoryOf[0]);
  const lift = pooled(sums, ([usual, bump]) => bump / usual);
  const bumps = lift.value > 2 * lift.se;
  return {
    lift,
    dip: bumps ? pooled(sums, ([, bump, , , dip]) => dip / bump) : null,
    split:
      bumps && neighbours
        ? {
            switching: pooled(sums, ([, bump, category]) => (bump - category) / bump),
            timing: pooled(sums, ([, bump, , later]) => later / bump),
            expansion: pooled(sums, ([, bump, category, later]) => (category - later) / bump),
          }
        : null,
    spill: bumps && several ? pooled(sums, ([, bump, , , , spill]) => spill / bump) : null,
    discountShare:
      scenario.segments.length > 1
        ? pooled(sums, ([, , , , , , taken, given, spent, revenue]) => taken / given - spent / revenue)
        : null,
  };
}

/** `lift` alone, at the cost of the week alone. */
export function measureLift(shops: readonly TrialShop[], products: readonly number[], depth: number): Estimate {
  const sums = shops.map((shop) => {
    const plain = shop.try(nothing(shop), 0, WEEK, true);
    let usual = 0;
    let promoted = 0;
    for (const product of products) {
      usual += sold(plain, 0, WEEK, [product]);
      promoted += sold(shop.try(offer(shop, product, depth), WEEK, WEEK, true), 0, WEEK, [product]);
    }
    return [usual, promoted];
  });
  return pooled(sums, ([usual, promoted]) => promoted / usual - 1);
}

/**
 * usual units, own bump, the category's bump, missing from the category later, own dip, gained elsewhere; then of the
 * most price-sensitive segment and of all: discount, usual spending on the product
 */
function sumsOf(shop: TrialShop, products: readonly number[], depth: number): number[] {
  const everything = Array.from(shop.categoryOf, (_, p) => p);
  const keenest = mostSensitive(shop.scenario);
  const plain = shop.try(nothing(shop), 0, WEEK + LATER, true);
  const sums = new Array<number>(10).fill(0);
  for (const product of products) {
    const trial = shop.try(offer(shop, product, depth), WEEK, WEEK + LATER, true);
    const gained = (from: number, to: number, counted: readonly number[]) =>
      sold(trial, from, to, counted) - sold(plain, from, to, counted);
    const category = everything.filter((p) => shop.categoryOf[p] === shop.categoryOf[product]);
    const elsewhere = everything.filter((p) => shop.categoryOf[p] !== shop.categoryOf[product]);
    sums[0] += sold(plain, 0, WEEK, [product]);
    sums[1] += gained(0, WEEK, [product]);
    sums[2] += gained(0, WEEK, category);
    sums[3] -= gained(WEEK, WEEK + LATER, category);
    sums[4] -= gained(WEEK, WEEK + DIP, [product]);
    sums[5] += gained(0, WEEK + LATER, elsewhere);
    for (let s = 0; s < trial.discount.length; s++) {
      if (s === keenest) sums[6] += trial.discount[s];
      sums[7] += trial.discount[s];
      if (s === keenest) sums[8] += plain.revenue[s];
      sums[9] += plain.revenue[s];
    }
  }
  return sums;
}

function offer(shop: TrialShop, product: number, depth: number): Float64Array {
  const depths = nothing(shop);
  depths[product] = depth;
  return depths;
}

function nothing(shop: TrialShop): Float64Array {
  return new Float64Array(shop.categoryOf.length);
}
