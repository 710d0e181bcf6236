import { type Dataset, dateColumn, numberColumn, textColumn } from "../data/dataset.js";
import { UserError } from "../faults.js";
import { quantileOfSorted } from "../stats/descriptive.js";

/** What a customer bought, by days with a purchase; arrays are shape [purchase days], days rising. */
export interface CustomerHistory {
  /** 0 is the first day of the log */
  readonly day: readonly number[];
  readonly units: readonly number[];
  /** paid in all, and given away by discounts and coupons; money */
  readonly paid: readonly number[];
  readonly off: readonly number[];
  /** coupons sent to her, how many of them she used, and the days from sending to the first use of those, summed */
  readonly sent: number;
  readonly used: number;
  readonly lagDays: number;
}

/** Customers and the shelf they bought from. */
export interface CustomerLog {
  readonly customers: readonly CustomerHistory[];
  /** name of each customer */
  readonly names: readonly string[];
  /** days from the first to the last purchase, both included */
  readonly days: number;
  /** last day on which a customer bought for the first time */
  readonly lastEntry: number;
  readonly shelf: PriceTiers;
  /** part of the purchase days by weekday, Monday first, shape [7] */
  readonly weekdayShare: readonly number[];
  /** part of the list price off lines with anything off: low, middle and high third, rising; null where the log knows no discounts */
  readonly depths: readonly number[] | null;
  /** the same on the middle line a coupon was used on; null where it knows none */
  readonly couponDepth: number | null;
  /** lines that are no purchase: returns, nothing paid */
  readonly leftOut: number;
}

/** Products told apart by what a unit costs. */
export interface PriceTiers {
  /** mean list price of a unit in each tier, rising, money */
  readonly listPrice: readonly number[];
  /** of all units, shape [tiers] */
  readonly share: readonly number[];
}

const TIERS = 3;
/** More units than this on a line are a weight or a volume: litres of fuel. The line counts as one unit. */
const MOST_UNITS = 50;
/** Fewer customers, or fewer of their days, tell no segments apart. */
const FEWEST_CUSTOMERS = 50;
const FEWEST_DAYS = 56;

/**
 * A dataset of the kind `transactions` by customer and day. Lines of one customer on one day are one purchase.
 *
 * @throws UserError, exit code 1, where nothing says what was paid, or there are too few customers or days
 */
export function customerLog(data: Dataset): CustomerLog {
  const has = (name: string) => data.columns.has(name);
  if (!has("value") && !has("price")) refuse("value: missing, and no column price either: nothing says what was paid");
  const customer = textColumn(data, "customer");
  const date = dateColumn(data, "date");
  const column = (name: string) => (has(name) ? numberColumn(data, name) : null);
  const [given, value, price, discount, coupon, match] = [
    "units",
    "value",
    "price",
    "discount",
    "coupon",
    "couponMatch",
  ].map(column);
  const lines: Line[] = [];
  for (let n = 0; n < data.rows; n++) {
    const count = orElse(given?.[n], 1);
    const paid = value === null ? count * orElse(price?.[n], 0) : orElse(value[n], 0);
    if (!(count > 0 && paid > 0)) continue;
    const couponOff = orElse(coupon?.[n], 0) + orElse(match?.[n], 0);
    lines.push({
      customer: customer.codes[n],
      day: Math.floor(date[n]),
      units: count > MOST_UNITS ? 1 : Math.max(1, Math.round(count)),
      paid,
      off: orElse(discount?.[n], 0) + couponOff,
      couponOff,
    });
  }
  if (lines.length === 0) refuse("no line on which anything was paid");
  const firstDay = lines.reduce((least, { day }) => Math.min(least, day), Number.POSITIVE_INFINITY);
  const histories = byCustomer(lines, firstDay);
  const days = 1 + lines.reduce((most, { day }) => Math.max(most, day), firstDay) - firstDay;
  if (histories.size < FEWEST_CUSTOMERS || days < FEWEST_DAYS)
    refuse(
      `${FEWEST_CUSTOMERS} customers and ${FEWEST_DAYS} days at least expected, found ${histories.size} customers and ${days} days`,
    );
  const customers = [...histories.values()];
  return {
    customers,
    names: [...histories.keys()].map((code) => customer.values[code]),
    days,
    lastEntry: customers.reduce((most, { day }) => Math.max(most, day[0]), 0),
    shelf: tiersOf(lines),
    weekdayShare: weekdays(customers, firstDay),
    depths: depthsOf(lines, ({ off }) => off, [1 / 6, 1 / 2, 5 / 6]),
    couponDepth: depthsOf(lines, ({ couponOff }) => couponOff, [1 / 2])?.[0] ?? null,
    leftOut: data.rows - lines.length,
  };
}

interface Line {
  readonly customer: number;
  readonly day: number;
  readonly units: number;
  readonly paid: number;
  readonly off: number;
  readonly couponOff: number;
}

const orElse = (value: number | undefined, otherwise: number) =>
  value === undefined || Number.isNaN(value) ? otherwise : value;

function refuse(message: string): never {
  throw new UserError("transactions", [{ code: "unfit", path: [], message }], 1);
}

function byCustomer(lines: readonly Line[], firstDay: number): Map<number, CustomerHistory> {
  const rows = new Map<number, Map<number, { units: number; paid: number; off: number }>>();
  for (const { customer, day, units, paid, off } of lines) {
    const own = rows.get(customer) ?? new Map<number, { units: number; paid: number; off: number }>();
    rows.set(customer, own);
    const basket = own.get(day) ?? { units: 0, paid: 0, off: 0 };
    own.set(day, { units: basket.units + units, paid: basket.paid + paid, off: basket.off + off });
  }
  return new Map(
    [...rows].map(([code, own]) => {
      const baskets = [...own].sort(([a], [b]) => a - b);
      return [
        code,
        {
          day: baskets.map(([day]) => day - firstDay),
          units: baskets.map(([, { units }]) => units),
          paid: baskets.map(([, { paid }]) => paid),
          off: baskets.map(([, { off }]) => off),
          sent: 0,
          used: 0,
          lagDays: 0,
        },
      ];
    }),
  );
}

/** Tiers that sell a third of the units each; fewer where prices are too much alike to tell them apart. */
function tiersOf(lines: readonly Line[]): PriceTiers {
  const priced = lines
    .map(({ units, paid, off }) => ({ price: (paid + off) / units, units }))
    .sort((a, b) => a.price - b.price);
  const all = priced.reduce((sum, { units }) => sum + units, 0);
  const tiers = Array.from({ length: TIERS }, () => ({ money: 0, units: 0 }));
  let before = 0;
  for (const { price, units } of priced) {
    const tier = tiers[Math.min(TIERS - 1, Math.floor((TIERS * before) / all))];
    tier.money += price * units;
    tier.units += units;
    before += units;
  }
  const told = new Map<number, number>();
  for (const { money, units } of tiers) {
    if (units === 0) continue;
    const listPrice = Number((money / units).toPrecision(3));
    told.set(listPrice, (told.get(listPrice) ?? 0) + units);
  }
  return { listPrice: [...told.keys()], share: [...told.values()].map((units) => units / all) };
}

function weekdays(customers: readonly CustomerHistory[], firstDay: number): number[] {
  const counts = new Array<number>(7).fill(0);
  let all = 0;
  for (const { day } of customers)
    for (const one of day) {
      // 1970-01-01 was a Thursday
      counts[(((firstDay + one + 3) % 7) + 7) % 7] += 1;
      all += 1;
    }
  return counts.map((count) => count / all);
}

/** Quantiles of the part of the list price off the lines with something off, in whole per cent; null where there is none. */
function depthsOf(lines: readonly Line[], off: (line: Line) => number, shares: readonly number[]): number[] | null {
  const depths = lines
    .filter((line) => off(line) > 0)
    .map((line) => off(line) / (line.paid + line.off))
    .sort((a, b) => a - b);
  if (depths.length === 0) return null;
  return shares.map((share) => Math.max(0.01, Math.min(0.99, Math.round(100 * quantileOfSorted(depths, share)) / 100)));
}
