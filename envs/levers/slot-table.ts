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
  /** the amount in `unit` this morning */
  amount(shop: Shop, thing: number): number;
}

/** What a lever observes: documented, bounded and filled out of the same rows, so that the three cannot drift apart. */
export interface SlotTable {
  readonly slots: readonly ObservationSlot[];
  readonly space: BoxSpace;
  /** @param out  shape [slots], overwritten */
  fill(shop: Shop, out: Float32Array): void;
}

export function slotTable(rows: readonly SlotRow[]): SlotTable {
  const cells = rows.flatMap((row) =>
    (row.things ?? [undefined]).map((name, thing) => {
      const scale = row.scale?.(thing) ?? 1;
      const high = typeof row.high === "number" ? row.high : row.high(thing);
      const slot: ObservationSlot = {
        name: name === undefined ? row.name : `${row.name}/${name}`,
        meaning: row.meaning,
        unit: row.unit,
        scale,
        low: row.low,
        high,
      };
      return { slot, row, thing };
    }),
  );
  const slots = cells.map((cell) => cell.slot);
  const low = Float64Array.from(slots, (slot) => slot.low);
  const high = Float64Array.from(slots, (slot) => slot.high);
  const perUnit = Float64Array.from(slots, (slot) => 1 / (slot.scale ?? 1));
  return {
    slots,
    space: box(low, high, [slots.length]),
    fill(shop, out) {
      for (let i = 0; i < cells.length; i++) {
        const element = cells[i].row.amount(shop, cells[i].thing) * perUnit[i];
        out[i] = Math.max(low[i], Math.min(high[i], element));
      }
    },
  };
}

/** The smallest power of two that is at least the amount; at least 1. Exact to divide by and to multiply back. */
export function powerOfTwo(amount: number): number {
  let power = 1;
  while (power < amount) power *= 2;
  return power;
}
