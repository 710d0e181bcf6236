import { createRng } from "../../agents/math/rng.js";
import { fitShopperSegments } from "../../agents/models/profiles/shopper-segments.js";
import type { CustomerHistory, CustomerLog } from "./customer-log.js";

/** Groups of customers who bought alike; any customer can be told which she belongs to. */
export interface CustomerGroups {
  /** from who buys most often to who does least, shape [groups] */
  readonly centres: readonly GroupCentre[];
  /** customers of each, shape [groups] */
  readonly sizes: readonly number[];
  readonly features: readonly string[];
  /** group of a customer, by the nearest centre */
  groupOf(history: CustomerHistory): number;
}

/** A group's centre in the features' own units. */
export interface GroupCentre {
  readonly recency: number;
  readonly frequency: number;
  readonly value: number;
  readonly discountShare: number | null;
}

/**
 * Groups by k-means on recency, frequency and value, by their logarithms, and on the part of the list price that a customer
 * was spared, where the log knows discounts.
 *
 * @param count  groups
 * @see Hughes (1994), Strategic Database Marketing, for recency, frequency and value
 */
export function customerGroups({ customers, days, depths }: CustomerLog, count: number, seed: string): CustomerGroups {
  const discounts = depths !== null;
  const features = ["recency", "frequency", "value", ...(discounts ? ["discount share"] : [])];
  const featuresOf = (history: CustomerHistory) => {
    const paid = sum(history.paid);
    const off = sum(history.off);
    const figures = [days - 1 - history.day[history.day.length - 1], history.day.length, paid];
    return discounts ? [...figures, off / (paid + off)] : figures;
  };
  const model = fitShopperSegments(
    {
      points: Float64Array.from(customers.flatMap(featuresOf)),
      names: features,
      logarithmic: features.map((name) => name !== "discount share"),
    },
    { segments: count, rng: createRng(`groups/${seed}`) },
  );
  const width = features.length;
  const order = Array.from({ length: count }, (_, k) => k).sort(
    (a, b) => model.centres[b * width + 1] - model.centres[a * width + 1],
  );
  return {
    features,
    centres: order.map((k) => ({
      recency: model.centres[k * width],
      frequency: model.centres[k * width + 1],
      value: model.centres[k * width + 2],
      discountShare: discounts ? model.centres[k * width + 3] : null,
    })),
    sizes: order.map((k) => model.sizes[k]),
    groupOf: (history) => order.indexOf(model.predictSegment(featuresOf(history))),
  };
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
