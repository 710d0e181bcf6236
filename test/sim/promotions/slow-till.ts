import type { Mechanic, Scenario } from "../../../sim/scenario.js";

/**
 * What a basket costs, the slow way: one object a unit where the till counts, one list of ways where it marks bits. Written
 * from the rules in docs and schema, not from the till; budgets and limits in time are not its matter.
 */
export interface SlowLine {
  readonly product: number;
  readonly units: number;
  /** deal of the day on the product, null none */
  readonly offer: Scenario["promotions"]["menu"][number] | null;
  /** units that a limited deal may still be given for */
  readonly unitsLeft: number;
}

export interface SlowBill {
  readonly total: number;
  readonly paid: ReadonlyMap<number, number>;
  /** what each mechanic took off, by product */
  readonly off: readonly { product: number; mechanic: Mechanic; amount: number }[];
  readonly couponUsed: boolean;
  readonly gifts: number;
}

export interface SlowShopper {
  readonly member: boolean;
  /** level of the coupon, 0 none */
  readonly coupon: number;
}

type Tiers = readonly { readonly spend: number; readonly off: number }[];
type Waiver = "leave" | "waive";
interface Way {
  readonly coupon: Waiver | null;
  readonly threshold: Waiver | null;
}

export function slowBill(
  scenario: Scenario,
  lines: readonly SlowLine[],
  shopper: SlowShopper,
  tiers: Tiers | null,
): SlowBill {
  const { prefer, basketOrder, exclusive } = scenario.promotions.stacking;
  const coupons = shopper.coupon > 0 ? scenario.promotions.coupons : null;
  const excludes = (a: Mechanic, b: Mechanic) =>
    exclusive.some(([one, other]) => (one === a && other === b) || (one === b && other === a));
  const none: Way = { coupon: null, threshold: null };
  const bill = (way: Way) => lay(scenario, lines, shopper, tiers, way);
  const lawful = ({ coupon, threshold }: Way) =>
    (coupon === null || coupons !== null) &&
    (threshold === null || tiers !== null) &&
    !(coupon && threshold && excludes("coupon", "spend-threshold"));
  const works = (way: Way) => {
    const { off } = bill(way);
    const takes = (mechanic: Mechanic) => off.some((one) => one.mechanic === mechanic && one.amount > 0);
    return (way.coupon === null || takes("coupon")) && (way.threshold === null || takes("spend-threshold"));
  };
  if (prefer === "best-for-shopper") {
    const both = (["leave", "waive"] as const).flatMap((coupon) =>
      (["leave", "waive"] as const).map((threshold) => ({ coupon, threshold })),
    );
    const ways: Way[] = [
      none,
      { coupon: null, threshold: "leave" },
      { coupon: null, threshold: "waive" },
      { coupon: "leave", threshold: null },
      { coupon: "waive", threshold: null },
      ...both,
    ];
    const bills = ways.filter((way) => lawful(way) && works(way)).map(bill);
    const least = Math.min(...bills.map(({ total }) => total));
    return bills.find(({ total }) => total === least) as SlowBill;
  }
  const how: Waiver = prefer === "line-first" ? "leave" : "waive";
  const onlyCoupon: Way = { coupon: how, threshold: null };
  const onlyThreshold: Way = { coupon: null, threshold: how };
  const singles = basketOrder === "coupon-first" ? [onlyCoupon, onlyThreshold] : [onlyThreshold, onlyCoupon];
  const chosen = [{ coupon: how, threshold: how }, ...singles].find((way) => lawful(way) && works(way));
  return bill(chosen ?? none);
}

/** a line as promotions are laid upon it */
interface Row {
  readonly product: number;
  readonly units: number;
  readonly deal: Mechanic | null;
  readonly dealOff: number;
  readonly inCoupon: boolean;
  readonly inThreshold: boolean;
  left: number;
}

function lay(
  scenario: Scenario,
  lines: readonly SlowLine[],
  shopper: SlowShopper,
  tiers: Tiers | null,
  way: Way,
): SlowBill {
  const { moneyStep, products, promotions } = scenario;
  const { coupons, stacking } = promotions;
  const steps = (money: number) => Math.round(money / moneyStep + 1e-9);
  const excluded = (deal: Mechanic | null, basket: Mechanic) =>
    deal !== null && stacking.exclusive.some((pair) => pair.includes(deal) && pair.includes(basket));
  const rows = lines.map(({ product, units, offer, unitsLeft }): Row => {
    const regular = steps(products[product].listPrice);
    const takes = offer && (shopper.member || offer.mechanic !== "member-price") ? offer : null;
    const dealOff = takes ? offOfUnits(takes, units, unitsLeft, regular, products[product].listPrice, moneyStep) : 0;
    const deal = takes && (dealOff > 0 || takes.mechanic === "gift") ? takes.mechanic : null;
    const covers =
      coupons !== null &&
      (coupons.categories.length === 0 || coupons.categories.includes(products[product].category)) &&
      way.coupon !== null;
    const couponClash = covers && excluded(deal, "coupon");
    const thresholdClash = way.threshold !== null && excluded(deal, "spend-threshold");
    const waived = (couponClash && way.coupon === "waive") || (thresholdClash && way.threshold === "waive");
    return {
      product,
      units,
      deal: waived ? null : deal,
      dealOff: waived ? 0 : dealOff,
      inCoupon: covers && (!couponClash || waived),
      inThreshold: way.threshold !== null && (!thresholdClash || waived),
      left: regular * units - (waived ? 0 : dealOff),
    };
  });
  const off: { product: number; mechanic: Mechanic; amount: number }[] = rows
    .filter(({ deal, dealOff }) => deal !== null && dealOff > 0)
    .map(({ product, deal, dealOff }) => ({ product, mechanic: deal as Mechanic, amount: dealOff }));
  const takeCoupon = () => {
    const covered = rows.filter(({ inCoupon }) => inCoupon);
    if (!coupons || covered.length === 0) return;
    const part = Math.round(coupons.depths[shopper.coupon - 1] * total(covered) + 1e-9);
    const most = Math.max(1, Math.floor(coupons.maxOff / moneyStep + 1e-9));
    share(covered, Math.min(part, most), "coupon", off);
  };
  const takeThreshold = () => {
    const counting = rows.filter(({ inThreshold }) => inThreshold);
    const reached = (tiers ?? []).filter(({ spend }) => total(counting) >= steps(spend));
    if (reached.length > 0) share(counting, steps(reached[reached.length - 1].off), "spend-threshold", off);
  };
  if (stacking.basketOrder === "coupon-first") {
    takeCoupon();
    takeThreshold();
  } else {
    takeThreshold();
    takeCoupon();
  }
  return {
    total: total(rows),
    paid: new Map(rows.map(({ product, left }) => [product, left])),
    off,
    couponUsed: way.coupon !== null,
    gifts: rows.filter(({ deal }) => deal === "gift").length,
  };
}

const total = (rows: readonly Row[]) => rows.reduce((sum, { left }) => sum + left, 0);

/** what a deal takes off units bought together: each unit gets its own price, in groups of buy + free the last ones none */
function offOfUnits(
  offer: Exclude<SlowLine["offer"], null>,
  units: number,
  unitsLeft: number,
  regular: number,
  listPrice: number,
  moneyStep: number,
): number {
  const cut = (depth: number) =>
    regular - Math.max(1, Math.min(regular, Math.round((listPrice * (1 - depth)) / moneyStep + 1e-9)));
  let off = 0;
  for (let unit = 0; unit < units; unit++) {
    if (offer.mechanic === "percent-off" || offer.mechanic === "member-price") off += cut(offer.depth);
    else if (offer.mechanic === "flash-sale") off += unit < unitsLeft ? cut(offer.depth) : 0;
    else if (offer.mechanic === "amount-off") off += Math.min(Math.round(offer.amount / moneyStep + 1e-9), regular - 1);
    else if (offer.mechanic === "buy-x-get-y" && unit % (offer.buy + offer.free) >= offer.buy) off += regular;
  }
  return Math.min(off, units * (regular - 1));
}

/** by the largest remainder, in proportion to what exceeds one step a unit; equal ones by product */
function share(
  rows: readonly Row[],
  wanted: number,
  mechanic: Mechanic,
  off: { product: number; mechanic: Mechanic; amount: number }[],
): void {
  const room = (row: Row) => row.left - row.units;
  const rooms = rows.reduce((sum, row) => sum + room(row), 0);
  const amount = Math.min(wanted, rooms);
  if (amount === 0) return;
  const shares = rows.map((row) => ({
    row,
    whole: Math.floor((amount * room(row)) / rooms),
    rest: (amount * room(row)) % rooms,
  }));
  let missing = amount - shares.reduce((sum, { whole }) => sum + whole, 0);
  for (const one of [...shares].sort((a, b) => b.rest - a.rest || a.row.product - b.row.product))
    if (missing-- > 0) one.whole += 1;
  for (const { row, whole } of shares) {
    row.left -= whole;
    off.push({ product: row.product, mechanic, amount: whole });
  }
}
