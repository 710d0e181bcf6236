import type { z } from "zod";
import { explainIssues, type Fault, shown, unknownKey, unwrap } from "../faults.js";
import { isRecord } from "../policies.js";
import type { Dimension, Range } from "./space.js";

export interface SpaceOf {
  /** of the agent's parameters */
  readonly schema: z.ZodObject;
  readonly agent: string;
  /** parameters that the user gave a value */
  readonly fixed: Readonly<Record<string, unknown>>;
}

/** An end that the agent itself does not take is missed by this share of the range. */
const INWARD = 1e-3;

/**
 * The parameters a search varies, checked against what the agent takes. Without `given`: every parameter that the agent bounds
 * on both sides, or that is true or false or one of some names, but for those that have a value already.
 */
export function resolveSpace(given: unknown, { schema, agent, fixed }: SpaceOf, faults: Fault[]): Dimension[] {
  const fault = (key: string, message: string, ...rest: (string | number)[]) =>
    faults.push({ code: "space", path: ["space", key, ...rest], message });
  if (given === undefined) {
    const all = Object.entries(schema.shape)
      .filter(([name]) => !Object.hasOwn(fixed, name))
      .flatMap(([name, field]) => ownDimension(name, field as z.ZodType) ?? []);
    if (all.length === 0)
      faults.push({
        code: "space",
        path: ["space"],
        message: `missing, and ${agent} bounds no parameter on both sides`,
      });
    return all;
  }
  if (!isRecord(given)) return [];
  const space: Dimension[] = [];
  if (Object.keys(given).length === 0)
    faults.push({ code: "space", path: ["space"], message: "found no parameter, expected at least one to vary" });
  for (const [name, entry] of Object.entries(given)) {
    const field = Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.ZodType) : undefined;
    if (field === undefined) {
      const names = Object.keys(schema.shape);
      fault(name, names.length === 0 ? `${agent} has no parameters` : unknownKey(name, names));
      continue;
    }
    if (Object.hasOwn(fixed, name)) fault(name, "is given a value under `params` too, expected it in one place");
    if (Array.isArray(entry)) {
      const good =
        entry.length > 0 &&
        entry.map((value, index) => takes(schema, name, value, ["space", name, index], faults)).every(Boolean);
      entry.forEach((value, index) => {
        if (entry.findIndex((other) => JSON.stringify(other) === JSON.stringify(value)) < index)
          fault(name, `found ${shown(value)} a second time`, index);
      });
      if (good) space.push({ name, kind: "choice", values: entry });
      continue;
    }
    // Of what has the wrong shape the schema of the file tells.
    if (!isRecord(entry)) continue;
    const range = rangeOf(name, entry, field, { schema, fault, faults });
    if (range !== undefined) space.push(range);
  }
  return space;
}

interface Telling {
  readonly schema: z.ZodObject;
  readonly faults: Fault[];
  fault(key: string, message: string, ...rest: (string | number)[]): unknown;
}

function rangeOf(name: string, entry: Record<string, unknown>, field: z.ZodType, { schema, fault, faults }: Telling) {
  const own = ownDimension(name, field);
  if (own?.kind === "choice" && entry.low === undefined && entry.high === undefined) return own;
  const bare = unwrap(field);
  if (bare.def.type !== "number") {
    fault(name, "is no number, expected a list of values");
    return undefined;
  }
  const bounds = boundsOf(bare as z.ZodNumber);
  const end = (side: "low" | "high") => {
    const value = entry[side];
    if (value === undefined) {
      if (bounds[side] === undefined) fault(name, `the agent sets no bound here, expected a number`, side);
      return bounds[side];
    }
    if (typeof value !== "number") return undefined;
    return takes(schema, name, value, ["space", name, side], faults) ? value : undefined;
  };
  const [low, high] = [end("low"), end("high")];
  if (low === undefined || high === undefined) return undefined;
  const scale = entry.scale === "log" ? "log" : "linear";
  if (low > high) fault(name, `found ${low} above high, ${high}`, "low");
  else if (scale === "log" && low <= 0)
    fault(name, `found ${low}, expected a number above 0 on a logarithmic scale`, "low");
  else return { name, kind: "range", low, high, scale, whole: (bare as z.ZodNumber).isInt } satisfies Range;
  return undefined;
}

/** What the agent itself says of a parameter: a range, its names, or true and false; undefined where it does not bound it. */
function ownDimension(name: string, field: z.ZodType): Dimension | undefined {
  const bare = unwrap(field);
  if (bare.def.type === "boolean") return { name, kind: "choice", values: [false, true] };
  if (bare.def.type === "enum") return { name, kind: "choice", values: (bare as z.ZodEnum).options };
  if (bare.def.type !== "number") return undefined;
  const { low, high } = boundsOf(bare as z.ZodNumber);
  if (low === undefined || high === undefined) return undefined;
  return { name, kind: "range", low, high, scale: "linear", whole: (bare as z.ZodNumber).isInt };
}

function boundsOf(number: z.ZodNumber): { low?: number; high?: number } {
  const { minValue, maxValue } = number;
  const low = minValue !== null && minValue > Number.MIN_SAFE_INTEGER ? minValue : undefined;
  const high = maxValue !== null && maxValue < Number.MAX_SAFE_INTEGER ? maxValue : undefined;
  if (low === undefined || high === undefined) return { low, high };
  const inward = number.isInt ? 1 : INWARD * (high - low);
  return {
    low: number.safeParse(low).success ? low : low + inward,
    high: number.safeParse(high).success ? high : high - inward,
  };
}

/** Whether the agent takes a value of a parameter; if not, its reasons are told. */
function takes(schema: z.ZodObject, name: string, value: unknown, path: Fault["path"], faults: Fault[]): boolean {
  const field = schema.shape[name] as z.ZodType;
  const parsed = field.safeParse(value);
  if (parsed.success) return true;
  faults.push(
    ...explainIssues(parsed.error, value, field).map((fault) => ({ ...fault, path: [...path, ...fault.path] })),
  );
  return false;
}
