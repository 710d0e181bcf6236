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
  /** the amounts in `unit` this morning, by thing */
  readonly amounts: FromArray | Written;
}

/** Amounts that stand in an array of the shop's, always the same one. */
interface FromArray {
  array(shop: Shop): Float64Array;
}
/** Amounts that are reckoned: written one thing after the other from out[from] on; out[from] alone where there are no things. */
interface Written {
  write(shop: Shop, out: Float64Array, from: number): void;
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
  const length = slots.length;
  const low = Float64Array.from(slots, (slot) => slot.low);
  const high = Float64Array.from(slots, (slot) => slot.high);
  const perUnit = Float64Array.from(slots, (slot) => 1 / (slot.scale ?? 1));
  const amount = new Float64Array(length);
  let first = 0;
  const parts = rows.map(({ things, amounts }): Part => {
    const from = first;
    first += things?.length ?? 1;
    return { from, size: first - from, row: "write" in amounts ? amounts : null, source: amount };
  });
  let bound: Shop | undefined;

  function bind(shop: Shop): void {
    bound = shop;
    rows.forEach(({ amounts }, r) => {
      if ("array" in amounts) parts[r].source = amounts.array(shop);
    });
  }

  return {
    slots,
    space: box(low, high, [length]),
    fill(shop, out) {
      if (shop !== bound) bind(shop);
      for (let r = 0; r < parts.length; r++) {
        const { from, size, row, source } = parts[r];
        if (row !== null) row.write(shop, amount, from);
        else for (let i = 0; i < size; i++) amount[from + i] = source[i];
      }
      for (let i = 0; i < length; i++) {
        let element = amount[i] * perUnit[i];
        if (element < low[i]) element = low[i];
        if (element > high[i]) element = high[i];
        out[i] = element;
      }
    },
  };
}

/** A row bound to a shop. */
interface Part {
  readonly from: number;
  readonly size: number;
  /** where the amounts are reckoned */
  readonly row: Written | null;
  /** else where they stand */
  source: Float64Array;
}

/** Amounts that stand in an array of the shop's. */
export const copied = (array: (shop: Shop) => Float64Array): FromArray => ({ array });

/** One amount. */
export const single = (amount: (shop: Shop) => number): Written => ({
  write(shop, out, from) {
    out[from] = amount(shop);
  },
});

/** The smallest power of two that is at least the amount; at least 1. Exact to divide by and to multiply back. */
export function powerOfTwo(amount: number): number {
  let power = 1;
  while (power < amount) power *= 2;
  return power;
}
