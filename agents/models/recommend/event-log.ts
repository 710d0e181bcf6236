import type { InteractionLog } from "./interactions.js";

/** A market's events as columns: what is read of `EventLog` in sim/events.ts. */
export interface EventBatch {
  readonly length: number;
  readonly columns: {
    readonly day: Int32Array;
    /** of the day, 0 to 24 */
    readonly hour: Float32Array;
    /** place in EVENT_KINDS */
    readonly kind: Uint8Array;
    readonly shopper: Int32Array;
    /** -1 where the event is about none */
    readonly product: Int32Array;
    /** of cart, purchase and stock-out; else 0 */
    readonly units: Int32Array;
  };
}

/**
 * A market's events as interactions of shoppers with products. An event's value is its kind's weight, times its units where
 * it has any; kinds of weight 0 and events about no product are left out. `when` is in days.
 *
 * @param shoppers  more than the highest one in the batch
 * @param weights   shape [EVENT_KINDS]
 */
export function interactionsOfEvents(
  { length, columns }: EventBatch,
  { shoppers, products, weights }: { shoppers: number; products: number; weights: ArrayLike<number> },
): InteractionLog {
  const rows = Int32Array.from({ length }, (_, event) => event).filter(
    (event) => columns.product[event] >= 0 && weights[columns.kind[event]] > 0,
  );
  return {
    users: shoppers,
    items: products,
    user: rows.map((event) => columns.shopper[event]),
    item: rows.map((event) => columns.product[event]),
    value: Float64Array.from(rows, (event) => weights[columns.kind[event]] * Math.max(1, columns.units[event])),
    when: Float64Array.from(rows, (event) => columns.day[event] + columns.hour[event] / 24),
  };
}
