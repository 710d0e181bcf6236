import { box } from "../spaces.js";
import type { BoxSpace, ObservationSlot } from "../types.js";
import type { Shop } from "./shop.js";

/** One row of a lever's table: a slot, or one for each of several things. */
export interface SlotRow {
  /** a slot of a thing reads `name/thing` */
  readonly name: string;
  readonly things?: readonly string[];
  readonly meaning: string;
  readonly unit: string;
  /** amount of `unit` that an element of 1 stands for, by thing; a power of two; 1 where left out */
  readonly scale?: (thing: number) => number;
  /** bounds of the element; an amount beyond them reads as the bound */
  readonly low: number;
  readonly high: number | ((thing: number) => number);
  /** the amounts in `unit` this morning, a thing after the other from out[from] on; out[from] alone where there are no things */
  read(shop: Shop, out: Float64Array, from: number): void;
}

/** What a lever observes: documented, bounded and filled out of the same rows, so that the three cannot drift apart. */
export interface SlotTable {
  readonly slots: readonly ObservationSlot[];
  readonly space: BoxSpace;
  /** @param out  shape [slots], overwritten */
  fill(shop: Shop, out: Float32Array): void;
}

export function slotTable(rows: readonly SlotRow[]): SlotTable {
  const slots = rows.flatMap((row) =>
    (row.things ?? [undefined]).map((name, thing): ObservationSlot => {
      const high = typeof row.high === "number" ? row.high : row.high(thing);
      return {
        name: name === undefined ? row.name : `${row.name}/${name}`,
        meaning: row.meaning,
        unit: row.unit,
        scale: row.scale?.(thing) ?? 1,
        low: row.low,
        high,
      };
    }),
  );
  const firstOf: number[] = [];
  let length = 0;
  for (const { things } of rows) {
    firstOf.push(length);
    length += things?.length ?? 1;
  }
  const low = Float64Array.from(slots, (slot) => slot.low);
  const high = Float64Array.from(slots, (slot) => slot.high);
  const perUnit = Float64Array.from(slots, (slot) => 1 / (slot.scale ?? 1));
  const amounts = new Float64Array(length);
  return {
    slots,
    space: box(low, high, [length]),
    fill(shop, out) {
      for (let r = 0; r < rows.length; r++) rows[r].read(shop, amounts, firstOf[r]);
      for (let i = 0; i < amounts.length; i++) {
        const element = amounts[i] * perUnit[i];
        out[i] = Math.max(low[i], Math.min(high[i], element));
      }
    },
  };
}

/** A row's `read` out of an array of the shop's that stands by thing. */
export function copied(amountsOf: (shop: Shop) => ArrayLike<number>): SlotRow["read"] {
  return (shop, out, from) => {
    const amounts = amountsOf(shop);
    for (let i = 0; i < amounts.length; i++) out[from + i] = amounts[i];
  };
}

/** A row's `read` of one amount. */
export function single(amountOf: (shop: Shop) => number): SlotRow["read"] {
  return (shop, out, from) => {
    out[from] = amountOf(shop);
  };
}

/** The smallest power of two that is at least the amount; at least 1. Exact to divide by and to multiply back. */
export function powerOfTwo(amount: number): number {
  let power = 1;
  while (power < amount) power *= 2;
  return power;
}
