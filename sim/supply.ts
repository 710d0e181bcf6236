import { longestLeadTime, longestShelfLife, type State } from "./layout.js";
import { hashText, type Key, subKey, uniformAt } from "./math/key.js";
import { toSteps } from "./money.js";
import type { Scenario } from "./scenario.js";

/** Where goods come from and when they must go. */
export interface Supply {
  /** puts the opening stock on the shelf, all of it fresh on the first day */
  begin(): void;
  /**
   * A morning: what is past its shelf life goes and is written off at `unitCost`, deliveries come in, today's orders leave;
   * those that take no time are on the shelf at once.
   *
   * @param order  units by order place (see `orderPlaces`), shape [order places]
   * @param key    of the day: how long an order takes is drawn by (day, product, supplier)
   */
  morning(day: number, order: Float64Array, key: Key): void;
  /** A night: the day's sales are taken from the oldest units, as shelves are filled from behind. */
  evening(): void;
  /** units now on the shelf that will have gone by the n-th morning from now unless they are sold; 0 of what keeps */
  expiring(product: number, mornings: number): number;
}

/**
 * Order places: one for each supplier of each product, products in order and suppliers within them; one where a product
 * has none of its own.
 *
 * A product without suppliers takes any order. A supplier takes whole cases: units are rounded down to them, more than
 * `maxCases` are cut to that, fewer than `leastCases` are none.
 */
export function orderPlaces({ products }: Scenario): number {
  return products.reduce((sum, { suppliers }) => sum + Math.max(1, suppliers.length), 0);
}

export function createSupply(scenario: Scenario, state: State): Supply {
  const { products, moneyStep } = scenario;
  const { stock, pipeline, batches, received, ordered, onOrder, ordering, expired, writeOff, purchaseVariance } = state;
  const P = products.length;
  const slots = longestLeadTime(scenario) + 1;
  const firstDay = -scenario.warmUpDays;
  /** a multiple of `slots` by which no day is negative: what may be -0 is divided as a double, in tens of nanoseconds */
  const turns = Math.ceil(scenario.warmUpDays / slots) * slots;
  const places = placesOf(scenario);
  const longest = longestShelfLife(scenario);
  const shelfLife = Int32Array.from(products, ({ shelfLifeDays }) => shelfLifeDays ?? 0);
  const perishable = Int32Array.from([...shelfLife.keys()].filter((p) => shelfLife[p] > 0));
  const unitCost = Float64Array.from(products, (product) => product.unitCost);
  /** money of today's orders, rounded once a product; only of products with suppliers */
  const orderingCost = new Float64Array(P);
  const overpaid = new Float64Array(P);

  function expire(): void {
    for (let n = 0; n < perishable.length; n++) {
      const p = perishable[n];
      const first = p * longest;
      const gone = batches[first];
      batches.copyWithin(first, first + 1, first + shelfLife[p]);
      batches[first + shelfLife[p] - 1] = 0;
      expired[p] = gone;
      stock[p] -= gone;
      writeOff[p] = toSteps(gone * unitCost[p], moneyStep);
    }
  }

  function putOnShelf(p: number, units: number): void {
    received[p] += units;
    stock[p] += units;
    if (shelfLife[p] > 0) batches[p * longest + shelfLife[p] - 1] += units;
  }

  function deliver(slot: number): void {
    const { pipeline, onOrder } = state;
    for (let p = 0, at = slot * P; p < P; p++, at++) {
      const units = pipeline[at];
      if (units === 0) continue;
      pipeline[at] = 0;
      onOrder[p] -= units;
      putOnShelf(p, units);
    }
  }

  function place(p: number, units: number, leadTime: number, slot: number): void {
    ordered[p] += units;
    if (leadTime === 0) putOnShelf(p, units);
    else {
      onOrder[p] += units;
      const then = slot + leadTime;
      pipeline[(then < slots ? then : then - slots) * P + p] += units;
    }
  }

  function orderFromSuppliers(order: Float64Array, key: Key, slot: number): void {
    const { key0, key1 } = subKey(key, "lead time");
    orderingCost.fill(0);
    overpaid.fill(0);
    for (let n = 0; n < places.length; n++) {
      const { product, supplier } = places[n];
      if (!supplier || !(order[n] > 0)) continue;
      const cases = Math.min(Math.floor(order[n] / supplier.caseSize + 1e-9), supplier.maxCases);
      if (cases === 0 || cases < supplier.leastCases) continue;
      const units = cases * supplier.caseSize;
      const { leadTimeDays, leadTimeSpread, name } = supplier;
      const longer = leadTimeSpread > 0 ? Math.floor(uniformAt(key0, key1, name) * (leadTimeSpread + 1)) : 0;
      place(product, units, leadTimeDays + longer, slot);
      orderingCost[product] += supplier.orderingCost;
      overpaid[product] += units * (priceOf(supplier, cases) - unitCost[product]);
      ordering[product] = toSteps(orderingCost[product], moneyStep);
      purchaseVariance[product] = toSteps(overpaid[product], moneyStep);
    }
  }

  const plain = plainPlaces(scenario, places);
  const suppliers = plain.at.length < places.length;

  /** of products without suppliers */
  function orderPlainly(order: Float64Array, slot: number): void {
    const { at, product, cost, leadTime } = plain;
    const { ordering } = state;
    for (let n = 0; n < at.length; n++) {
      const units = order[at[n]];
      if (!(units > 0)) continue;
      const p = product[n];
      ordering[p] = cost[n];
      place(p, units, leadTime[n], slot);
    }
  }

  return {
    begin() {
      for (let p = 0; p < P; p++) {
        stock[p] = products[p].initialStock;
        if (shelfLife[p] > 0) batches[p * longest + shelfLife[p] - 1] = stock[p];
      }
    },

    morning(day, order, key) {
      const slot = (day + turns) % slots;
      if (day > firstDay) expire();
      deliver(slot);
      orderPlainly(order, slot);
      if (suppliers) orderFromSuppliers(order, key, slot);
    },

    evening() {
      for (let n = 0; n < perishable.length; n++) {
        const p = perishable[n];
        const end = p * longest + shelfLife[p];
        let left = state.units[p];
        for (let b = p * longest; left > 0 && b < end; b++) {
          const taken = Math.min(left, batches[b]);
          batches[b] -= taken;
          left -= taken;
        }
      }
    },

    expiring(product, mornings) {
      const days = Math.min(mornings, shelfLife[product]);
      let units = 0;
      for (let d = 0; d < days; d++) units += batches[product * longest + d];
      return units;
    },
  };
}

interface SupplierTerms {
  /** 32-bit name in the draws: of product and supplier */
  readonly name: number;
  readonly leadTimeDays: number;
  readonly leadTimeSpread: number;
  readonly orderingCost: number;
  readonly caseSize: number;
  readonly leastCases: number;
  readonly maxCases: number;
  /** money a unit, by the break it holds from; the first holds from 0 */
  readonly fromCases: Int32Array;
  readonly price: Float64Array;
}

interface Place {
  readonly product: number;
  readonly supplier: SupplierTerms | null;
}

function placesOf({ products }: Scenario): Place[] {
  return products.flatMap(({ name, suppliers, caseSize, unitCost }, product): Place[] =>
    suppliers.length === 0
      ? [{ product, supplier: null }]
      : suppliers.map(({ prices, ...terms }) => ({
          product,
          supplier: {
            ...terms,
            name: hashText(`${name}\u0000${terms.name}`),
            caseSize,
            fromCases: Int32Array.of(0, ...prices.map(({ cases }) => cases)),
            price: Float64Array.of(unitCost, ...prices.map((price) => price.unitCost)),
          },
        })),
  );
}

/** Places of products without suppliers, with what they order. */
function plainPlaces({ products, moneyStep }: Scenario, places: readonly Place[]) {
  const at = Int32Array.from(places.keys()).filter((n) => !places[n].supplier);
  const product = at.map((n) => places[n].product);
  const cost = Float64Array.from(product, (p) => toSteps(products[p].orderingCost, moneyStep));
  return { at, product, cost, leadTime: product.map((p) => products[p].leadTimeDays) };
}

/** Money a unit of an order of so many cases: that of the highest break it reaches. */
function priceOf({ fromCases, price }: SupplierTerms, cases: number): number {
  let reached = 0;
  while (reached + 1 < fromCases.length && cases >= fromCases[reached + 1]) reached += 1;
  return price[reached];
}
