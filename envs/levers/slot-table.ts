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
  readonly amounts: OfDay | FromArray | Written;
}

/** Amounts that the day alone tells, whatever happened. */
interface OfDay {
  onDay(day: number, thing: number): number;
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
  const measures = { perUnit, low, high };
  const daily: { readonly slot: number; readonly of: OfDay; readonly thing: number }[] = [];
  const copies: Copy[] = [];
  const reckoned: Reckoned[] = [];
  let first = 0;
  for (const { things, amounts } of rows) {
    const from = first;
    first += things?.length ?? 1;
    if ("onDay" in amounts)
      for (let slot = from; slot < first; slot++) daily.push({ slot, of: amounts, thing: slot - from });
    if ("array" in amounts) copies.push({ from, size: first - from, of: amounts, source: NOTHING });
    if ("write" in amounts) reckoned.push({ from, to: first, of: amounts });
  }
  const dailySlots = Int32Array.from(daily, ({ slot }) => slot);
  /** elements of `dailySlots`, by day: the calendar is the same in every episode */
  const knownDays = new Map<number, Float32Array>();
  const amount = new Float64Array(length);
  let bound: Shop | undefined;

  function bind(shop: Shop): void {
    bound = shop;
    for (const copy of copies) copy.source = copy.of.array(shop);
  }

  function reckonDay(day: number): Float32Array {
    const elements = Float32Array.from(daily, ({ slot, of, thing }) =>
      within(of.onDay(day, thing) * perUnit[slot], low[slot], high[slot]),
    );
    knownDays.set(day, elements);
    return elements;
  }

  return {
    slots,
    space: box(low, high, [length]),
    fill(shop, out) {
      if (shop !== bound) bind(shop);
      const { perUnit, low, high } = measures;
      const { day } = shop.market;
      const slots = dailySlots;
      const today = knownDays.get(day) ?? reckonDay(day);
      for (let n = 0; n < today.length; n++) out[slots[n]] = today[n];
      for (let c = 0; c < copies.length; c++) {
        const { from, size, source } = copies[c];
        for (let n = 0, i = from; n < size; n++, i++) out[i] = within(source[n] * perUnit[i], low[i], high[i]);
      }
      const reckonedAmount = amount;
      for (let r = 0; r < reckoned.length; r++) {
        const { from, to, of } = reckoned[r];
        of.write(shop, reckonedAmount, from);
        for (let i = from; i < to; i++) out[i] = within(reckonedAmount[i] * perUnit[i], low[i], high[i]);
      }
    },
  };
}

/** What an element reads whose amount may lie beyond its bounds. */
function within(element: number, low: number, high: number): number {
  return element < low ? low : Math.min(element, high);
}

/** A row copied from the array of the shop that was looked at last. */
interface Copy {
  readonly from: number;
  readonly size: number;
  readonly of: FromArray;
  source: Float64Array;
}
const NOTHING = new Float64Array(0);

interface Reckoned {
  readonly from: number;
  readonly to: number;
  readonly of: Written;
}

/** One amount that the day alone tells. */
export const ofDay = (onDay: (day: number) => number): OfDay => ({ onDay });

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
