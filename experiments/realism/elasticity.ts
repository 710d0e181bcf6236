import { type Estimate, pooled } from "./pooled.js";
import { sold, type Trial, type TrialShop } from "./trial-shop.js";

/** The price cut that arcs are measured over. */
const CUT = 0.1;
const WEEK = 7;
/** A price that has stood this long counts as permanent; units are then counted over four weeks. */
const SETTLED = 56;
const COUNTED = 28;

export interface Elasticities {
  /** one product's price falls: its own units */
  readonly product: { readonly week: Estimate; readonly permanent: Estimate };
  /** the same in the week, for each of the products measured */
  readonly byProduct: readonly Estimate[];
  /** all prices of a category fall: its units */
  readonly category: { readonly week: Estimate; readonly permanent: Estimate };
  /** all prices fall: all units; null where there is one category, which is the shop */
  readonly store: { readonly week: Estimate; readonly permanent: Estimate } | null;
  /** one product's price falls: units of another of its category, mean over pairs; null where there is no pair */
  readonly cross: Estimate | null;
}

/** Of trials in one replicate: what was sold of some products before and after their or another's price cut. */
interface Cut {
  readonly kind: "product" | "category" | "store" | "cross";
  readonly logRatio: number;
  readonly sums: readonly [week: number, weekCut: number, settled: number, settledCut: number];
}

/**
 * Price elasticities as arcs, ln(units after / units before) / ln(price after / price before), at -10% without a badge:
 * over the first week, and over four weeks once the price has stood for eight. Own ones are of the sales of all products
 * (categories) together, each cut in a trial of its own; cross ones are the mean over pairs, weighted by sales.
 *
 * @param shops        replicates
 * @param products     whose prices are cut, by index
 * @param categories   likewise
 */
export function measureElasticities(
  shops: readonly TrialShop[],
  products: readonly number[],
  categories: readonly number[],
): Elasticities {
  const cuts = shops.map((shop) => cutsOf(shop, products, categories));
  const one = (kind: Cut["kind"], before: 0 | 2) =>
    arc(
      cuts.map((all) => all.filter((cut) => cut.kind === kind)),
      before,
    );
  const both = (kind: Cut["kind"]) => ({ week: one(kind, 0), permanent: one(kind, 2) });
  const has = (kind: Cut["kind"]) => cuts[0].some((cut) => cut.kind === kind);
  const own = cuts.map((all) => all.filter((cut) => cut.kind === "product"));
  return {
    product: both("product"),
    byProduct: products.map((_, i) =>
      arc(
        own.map((all) => [all[i]]),
        0,
      ),
    ),
    category: both("category"),
    store: has("store") ? both("store") : null,
    cross: has("cross") ? one("cross", 0) : null,
  };
}

function cutsOf(shop: TrialShop, products: readonly number[], categories: readonly number[]): Cut[] {
  const everything = Array.from(shop.categoryOf, (_, p) => p);
  const days = SETTLED + COUNTED;
  const plain = shop.try(new Float64Array(everything.length), 0, days, false);
  const of = (category: number) => everything.filter((p) => shop.categoryOf[p] === category);
  const cutting = (cheap: readonly number[]) =>
    shop.try(
      Float64Array.from(everything, (p) => (cheap.includes(p) ? CUT : 0)),
      days,
      days,
      false,
    );
  const compare = (kind: Cut["kind"], trial: Trial, logRatio: number, counted: readonly number[]): Cut => ({
    kind,
    logRatio,
    sums: [
      sold(plain, 0, WEEK, counted),
      sold(trial, 0, WEEK, counted),
      sold(plain, SETTLED, days, counted),
      sold(trial, SETTLED, days, counted),
    ],
  });
  const own = (kind: "product" | "category" | "store", cheap: readonly number[]) => {
    const trial = cutting(cheap);
    const logRatio = cheap.reduce((sum, p) => sum + Math.log(trial.ratio[p]), 0) / cheap.length;
    return { trial, cut: compare(kind, trial, logRatio, cheap), logRatio };
  };
  const byProduct = products.flatMap((p) => {
    const { trial, cut, logRatio } = own("product", [p]);
    const others = of(shop.categoryOf[p]).filter((other) => other !== p);
    return others.length > 0 ? [cut, compare("cross", trial, logRatio, others)] : [cut];
  });
  const byCategory = categories.map((category) => own("category", of(category)).cut);
  const several = new Set(shop.categoryOf).size > 1;
  return [...byProduct, ...byCategory, ...(several ? [own("store", everything).cut] : [])];
}

/** Sales-weighted arc of cuts of a kind, from the sums at `before` and the one after it. */
function arc(cuts: readonly (readonly Cut[])[], before: 0 | 2): Estimate {
  const sums = cuts.map((all) => [
    all.reduce((total, cut) => total + cut.sums[before], 0),
    all.reduce((total, cut) => total + cut.sums[before + 1], 0),
    all.reduce((total, cut) => total + cut.sums[before] * cut.logRatio, 0),
  ]);
  return pooled(sums, ([plain, cut, weighted]) => Math.log(cut / plain) / (weighted / plain));
}
