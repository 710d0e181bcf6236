import type { CustomerHistory } from "./customer-log.js";
import type { Statistic } from "./resampled-moments.js";
import type { MomentName } from "./simulated-moments.js";

/** Days after the first purchase within which somebody who buys again counts as quick. */
const SOON = 28;
export interface CustomerSetting {
  /** days of the log */
  readonly days: number;
  readonly groups: number;
}

/** Places of a customer's sums over all groups; those of each group follow. */
const PLACES = [
  "customers",
  "purchases",
  "squares",
  "once",
  "watched",
  "soon",
  "late",
  "lateCustomers",
  "gaps",
  "gapDays",
  "gapSquares",
  "paid",
  "paidSquares",
  "used",
  "lagDays",
] as const;
const OF_GROUP = ["customers", "purchases", "units", "paid", "off", "sent", "used"] as const;
type Place = (typeof PLACES)[number];
type GroupPlace = (typeof OF_GROUP)[number];
const at = Object.fromEntries(PLACES.map((name, place) => [name, place])) as Record<Place, number>;
const inGroup = Object.fromEntries(OF_GROUP.map((name, place) => [name, place])) as Record<GroupPlace, number>;
const P = PLACES.length;
const G = OF_GROUP.length;

/** Sums of a customer from which `customerStatistic` makes the moments. @param group  that she belongs to */
export function customerSums(history: CustomerHistory, group: number, { days, groups }: CustomerSetting): Float64Array {
  const { day, units, paid, off, sent, used, lagDays } = history;
  const sums = new Float64Array(P + groups * G);
  const own = P + group * G;
  const purchases = day.length;
  const lastQuarter = 0.75 * days;
  sums[at.customers] = 1;
  sums[at.purchases] = purchases;
  sums[at.squares] = purchases * purchases;
  sums[at.once] = purchases === 1 ? 1 : 0;
  if (day[0] + SOON < days) {
    sums[at.watched] = 1;
    sums[at.soon] = purchases > 1 && day[1] - day[0] <= SOON ? 1 : 0;
  }
  for (let n = 0; n < purchases; n++) {
    if (day[n] >= lastQuarter) sums[at.late] += 1;
    sums[at.paid] += paid[n];
    sums[at.paidSquares] += paid[n] * paid[n];
    sums[own + inGroup.units] += units[n];
    sums[own + inGroup.paid] += paid[n];
    sums[own + inGroup.off] += off[n];
    if (n === 0) continue;
    const gap = day[n] - day[n - 1];
    sums[at.gaps] += 1;
    sums[at.gapDays] += gap;
    sums[at.gapSquares] += gap * gap;
  }
  sums[at.lateCustomers] = sums[at.late] > 0 ? 1 : 0;
  sums[at.used] = used;
  sums[at.lagDays] = lagDays;
  sums[own + inGroup.customers] = 1;
  sums[own + inGroup.purchases] = purchases;
  sums[own + inGroup.sent] = sent;
  sums[own + inGroup.used] = used;
  return sums;
}

/** Names of the moments, in the order of `customerStatistic`. */
export function customerMoments(groups: number): MomentName[] {
  const each = (name: string, first = 0) =>
    Array.from({ length: groups - first }, (_, g) => ({ name: `group ${g + first + 1}: ${name}` }));
  return [
    ...each("part of the customers", 1),
    { name: "purchase days of a customer" },
    { name: "s.d. of them over customers, of their mean" },
    { name: "part of the customers who bought once" },
    { name: `part who bought again within ${SOON} days of the first time` },
    { name: "part of the purchase days in the last quarter of the time" },
    { name: "part of the customers who bought in the last quarter" },
    { name: "days between purchases" },
    { name: "s.d. of them, of their mean" },
    { name: "paid on a purchase day" },
    { name: "s.d. of it, of its mean", fitted: false },
    ...each("units on a purchase day"),
    ...each("part of the list price spared"),
    ...each("part of the coupons sent that were used"),
    { name: "days from a coupon to its use", fitted: false },
  ];
}

/** The moments of sums over customers; NaN where there are no discounts or no coupons. */
export function customerStatistic(groups: number): Statistic {
  return (sums) => {
    const of = (name: Place) => sums[at[name]];
    const part = (some: Place, all: Place) => of(some) / of(all);
    const deviation = (squares: Place, first: Place, count: Place) => {
      const mean = part(first, count);
      return Math.sqrt(Math.max(0, part(squares, count) - mean * mean)) / mean;
    };
    const each = (
      read: (name: GroupPlace, g: number) => number,
      make: (value: (name: GroupPlace) => number) => number,
    ) => Array.from({ length: groups }, (_, g) => make((name) => read(name, g)));
    const group = (name: GroupPlace, g: number) => sums[P + g * G + inGroup[name]];
    const off = Array.from({ length: groups }, (_, g) => group("off", g)).reduce((a, b) => a + b);
    return Float64Array.of(
      ...each(group, (value) => value("customers") / of("customers")).slice(1),
      part("purchases", "customers"),
      deviation("squares", "purchases", "customers"),
      part("once", "customers"),
      part("soon", "watched"),
      part("late", "purchases"),
      part("lateCustomers", "customers"),
      part("gapDays", "gaps"),
      deviation("gapSquares", "gapDays", "gaps"),
      part("paid", "purchases"),
      deviation("paidSquares", "paid", "purchases"),
      ...each(group, (value) => value("units") / value("purchases")),
      ...each(group, (value) => (off > 0 ? value("off") / (value("paid") + value("off")) : Number.NaN)),
      ...each(group, (value) => (value("sent") > 0 ? value("used") / value("sent") : Number.NaN)),
      of("used") > 0 ? part("lagDays", "used") : Number.NaN,
    );
  };
}
