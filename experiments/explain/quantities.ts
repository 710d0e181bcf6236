import type { Env, ObservationSlot, PlainSpace, PlainValue, Space, Value } from "../../envs/types.js";

/** One observed quantity, a column of a table of observations. */
export interface Quantity {
  /** as the env calls it, after its entry where there are several: `stock/cola`, `restock: stock/cola` */
  readonly name: string;
  readonly unit: string;
  /** the element times this is the amount in `unit` */
  readonly scale: number;
}

/** Observations of a space as rows of numbers and back. */
export interface ObservationTable {
  readonly quantities: readonly Quantity[];
  /** @param out  shape [rows, quantities]; the row that begins at `from` is overwritten */
  write(observation: Value, out: Float64Array, from: number): void;
  /** an observation of its own */
  read(rows: Float64Array, from: number): Value;
}

export function observationTable({
  observationSpace,
  slots,
}: Pick<Env, "observationSpace" | "slots">): ObservationTable {
  const parts = partsOf(observationSpace, slots);
  return {
    quantities: parts.flatMap(({ entry, space, table }) => quantitiesOf(entry, space, table)),
    write(observation, out, from) {
      let at = from;
      for (const { entry, width } of parts) {
        const value = entry === undefined ? observation : (observation as { readonly [entry: string]: Value })[entry];
        if (typeof value === "number") out[at] = value;
        else out.set(value as Float32Array, at);
        at += width;
      }
    },
    read(rows, from) {
      let at = from;
      const whole: Record<string, PlainValue> = {};
      for (const { entry, space, width } of parts) {
        const value = valueIn(space, rows.subarray(at, at + width));
        if (entry === undefined) return value;
        whole[entry] = value;
        at += width;
      }
      return whole;
    },
  };
}

interface Part {
  /** of a dict observation */
  readonly entry: string | undefined;
  readonly space: PlainSpace;
  readonly table: readonly ObservationSlot[];
  /** numbers of it */
  readonly width: number;
}

function partsOf(space: Space, slots: Env["slots"]): Part[] {
  if (space.kind !== "dict")
    return [{ entry: undefined, space, table: tableIn(slots, undefined), width: widthOf(space) }];
  return Object.entries(space.entries).map(([entry, own]) => ({
    entry,
    space: own,
    table: tableIn(slots, entry),
    width: widthOf(own),
  }));
}

function tableIn(slots: Env["slots"], entry: string | undefined): readonly ObservationSlot[] {
  if (Array.isArray(slots)) return slots as readonly ObservationSlot[];
  return entry === undefined ? [] : ((slots as { readonly [entry: string]: readonly ObservationSlot[] })[entry] ?? []);
}

function widthOf(space: PlainSpace): number {
  return space.kind === "discrete" ? 1 : space.kind === "box" ? space.low.length : space.counts.length;
}

function quantitiesOf(entry: string | undefined, space: PlainSpace, table: readonly ObservationSlot[]): Quantity[] {
  const of = entry === undefined ? "" : `${entry}: `;
  return Array.from({ length: widthOf(space) }, (_, i) => {
    const slot = table[i];
    if (slot !== undefined) {
      const { name, unit, scale = 1 } = slot;
      return { name: `${of}${name}`, unit: unit === "indicator" ? "" : unit, scale };
    }
    return { name: `${of}${space.kind === "discrete" ? "state" : `element ${i}`}`, unit: "", scale: 1 };
  });
}

function valueIn(space: PlainSpace, numbers: Float64Array): PlainValue {
  if (space.kind === "discrete") return numbers[0];
  return space.kind === "box" ? Float32Array.from(numbers) : Int32Array.from(numbers);
}
