import type { Statistic } from "./resampled-moments.js";
import type { MomentName } from "./simulated-moments.js";

/** What a household bought, in the order of time. */
export interface PurchaseHistory {
  /** brand of each purchase, shape [purchases] */
  readonly chosen: ArrayLike<number>;
  /** prices met, and whether each brand was featured; row-major [purchases, brands] */
  readonly price: ArrayLike<number>;
  readonly feat: ArrayLike<number>;
  /** day of each purchase, and units taken; null where nobody noted them */
  readonly day: ArrayLike<number> | null;
  readonly units: ArrayLike<number> | null;
  /** probability that the household is of a class, shape [classes] */
  readonly membership: ArrayLike<number>;
}

/** A price this far below the brand's median counts as a deal. */
const DEAL = 0.1;
/** A price that moved by more than this since a household's last purchase counts as fallen or risen. */
const MOVED = 0.05;

/** Places of a household's sums; brands and classes follow. */
const PLACES = [
  "households",
  "purchases",
  "squares",
  "pairs",
  "again",
  "switches",
  "back",
  "featured",
  "deals",
  "featuredOffers",
  "featuredTaken",
  "plainOffers",
  "plainTaken",
  "fallen",
  "fallenTaken",
  "risen",
  "risenTaken",
  "concentration",
  "gaps",
  "days",
  "daysSquared",
  "dealGaps",
  "dealDays",
  "units",
  "dealUnits",
] as const;
const at = Object.fromEntries(PLACES.map((name, place) => [name, place])) as Record<(typeof PLACES)[number], number>;
const P = PLACES.length;

/** Sums of a household from which `panelStatistic` makes the moments. @param median  price of each brand */
export function panelSums(history: PurchaseHistory, median: readonly number[]): Float64Array {
  const { chosen, price, feat, day, units, membership } = history;
  const brands = median.length;
  const classes = membership.length;
  const purchases = chosen.length;
  const sums = new Float64Array(P + brands + 2 * classes);
  const bought = new Float64Array(brands);
  sums[at.households] = 1;
  sums[at.purchases] = purchases;
  sums[at.squares] = purchases * purchases;
  let dealBefore = false;
  for (let n = 0; n < purchases; n++) {
    const j = chosen[n];
    const cell = n * brands;
    bought[j] += 1;
    const deal = price[cell + j] < (1 - DEAL) * median[j];
    if (deal) sums[at.deals] += 1;
    if (feat[cell + j] > 0.5) sums[at.featured] += 1;
    for (let b = 0; b < brands; b++) {
      const taken = b === j ? 1 : 0;
      const [offers, taking] =
        feat[cell + b] > 0.5
          ? (["featuredOffers", "featuredTaken"] as const)
          : (["plainOffers", "plainTaken"] as const);
      sums[at[offers]] += 1;
      sums[at[taking]] += taken;
      if (n === 0) continue;
      const ratio = price[cell + b] / price[cell - brands + b];
      if (ratio < 1 - MOVED) {
        sums[at.fallen] += 1;
        sums[at.fallenTaken] += taken;
      } else if (ratio > 1 + MOVED) {
        sums[at.risen] += 1;
        sums[at.risenTaken] += taken;
      }
    }
    if (units !== null) {
      sums[at.units] += units[n];
      if (deal) sums[at.dealUnits] += units[n];
    }
    if (n > 0) {
      sums[at.pairs] += 1;
      if (chosen[n - 1] === j) sums[at.again] += 1;
      if (day !== null) {
        const gap = day[n] - day[n - 1];
        sums[at.gaps] += 1;
        sums[at.days] += gap;
        sums[at.daysSquared] += gap * gap;
        if (dealBefore) {
          sums[at.dealGaps] += 1;
          sums[at.dealDays] += gap;
        }
      }
    }
    if (n > 1 && chosen[n - 1] !== chosen[n - 2]) {
      sums[at.switches] += 1;
      if (chosen[n - 2] === j) sums[at.back] += 1;
    }
    dealBefore = deal;
  }
  for (let b = 0; b < brands; b++) {
    sums[P + b] = bought[b];
    sums[at.concentration] += (bought[b] / purchases) ** 2;
  }
  for (let c = 0; c < classes; c++) {
    sums[P + brands + c] = membership[c];
    sums[P + brands + classes + c] = membership[c] * purchases;
  }
  return sums;
}

/**
 * Names of the moments, in the order of `panelStatistic`.
 *
 * @param shelves  whether it is known what shelves showed between purchases; where not, what depends on it is not fitted
 */
export function panelMoments(brands: readonly string[], classes: number, shelves = true): MomentName[] {
  return [
    ...brands.slice(1).map((brand) => ({ name: `${brand}: share of purchases` })),
    { name: "bought again what was bought last" },
    { name: "back to the brand before last, after another one" },
    { name: "bought while featured", fitted: shelves },
    { name: "bought at over 10% below the median price", fitted: shelves },
    { name: "share of a featured brand over others'" },
    { name: "share of a brand whose price fell since the last purchase" },
    { name: "share of a brand whose price rose since the last purchase" },
    { name: "concentration of a household's purchases" },
    ...Array.from({ length: classes }, (_, c) => ({ name: `purchases of a household of class ${c + 1}` })),
    { name: "s.d. of purchases over households, of their mean", fitted: false },
    { name: "s.d. of the days between purchases, of their mean", fitted: shelves },
    { name: "days to the next purchase after a deal over others", fitted: shelves },
    { name: "units a purchase" },
    { name: "units of a purchase on deal over others" },
  ];
}

/** The moments of sums over households; NaN where the panel has no days or no units. */
export function panelStatistic(brands: number, classes: number): Statistic {
  return (sums) => {
    const of = (name: (typeof PLACES)[number]) => sums[at[name]];
    const part = (some: (typeof PLACES)[number], all: (typeof PLACES)[number]) => of(some) / of(all);
    const mean = part("purchases", "households");
    const gap = part("days", "gaps");
    const plainPurchases = of("purchases") - of("deals");
    return Float64Array.of(
      ...Array.from({ length: brands - 1 }, (_, b) => sums[P + b + 1] / of("purchases")),
      part("again", "pairs"),
      part("back", "switches"),
      part("featured", "purchases"),
      part("deals", "purchases"),
      part("featuredTaken", "featuredOffers") / part("plainTaken", "plainOffers"),
      part("fallenTaken", "fallen"),
      part("risenTaken", "risen"),
      part("concentration", "households"),
      ...Array.from({ length: classes }, (_, c) => sums[P + brands + classes + c] / sums[P + brands + c]),
      Math.sqrt(Math.max(0, part("squares", "households") - mean * mean)) / mean,
      Math.sqrt(part("daysSquared", "gaps") - gap * gap) / gap,
      part("dealDays", "dealGaps") / ((of("days") - of("dealDays")) / (of("gaps") - of("dealGaps"))),
      of("units") > 0 ? part("units", "purchases") : Number.NaN,
      part("dealUnits", "deals") / ((of("units") - of("dealUnits")) / plainPurchases),
    );
  };
}
