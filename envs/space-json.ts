import { z } from "zod";
import { box, dict, discrete, multiDiscrete } from "./spaces.js";
import type { PlainSpace, Space } from "./types.js";

/** JSON has no infinities, so a bound may be one of two words. */
type JsonBound = number | "Infinity" | "-Infinity";
type PlainSpaceJson =
  | { kind: "discrete"; n: number }
  | { kind: "multi-discrete"; counts: number[] }
  | { kind: "box"; shape: number[]; low: JsonBound[]; high: JsonBound[] };
export type SpaceJson = PlainSpaceJson | { kind: "dict"; entries: Record<string, PlainSpaceJson> };

/** A space as plain JSON data; `spaceFromJson` of it is an equal space. */
export function spaceToJson(space: Space): SpaceJson {
  if (space.kind !== "dict") return plainToJson(space);
  const entries = Object.entries(space.entries).map(([name, entry]) => [name, plainToJson(entry)] as const);
  return { kind: "dict", entries: Object.fromEntries(entries) };
}

/**
 * The space that JSON data describes.
 *
 * @throws ZodError when the data is not of the form; RangeError when it is, but no such space can be
 */
export function spaceFromJson(json: unknown): Space {
  const data = spaceJson.parse(json);
  if (data.kind !== "dict") return plainFromJson(data);
  const entries = Object.entries(data.entries).map(([name, entry]) => [name, plainFromJson(entry)] as const);
  return dict(Object.fromEntries(entries));
}

const jsonBound = z.union([z.number(), z.enum(["Infinity", "-Infinity"])]);
const plainJson = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("discrete"), n: z.number() }),
  z.strictObject({ kind: z.literal("multi-discrete"), counts: z.array(z.number()) }),
  z.strictObject({
    kind: z.literal("box"),
    shape: z.array(z.number()),
    low: z.array(jsonBound),
    high: z.array(jsonBound),
  }),
]);
const spaceJson = z.union([
  plainJson,
  z.strictObject({ kind: z.literal("dict"), entries: z.record(z.string(), plainJson) }),
]);

function plainToJson(space: PlainSpace): PlainSpaceJson {
  if (space.kind === "discrete") return { kind: "discrete", n: space.n };
  if (space.kind === "multi-discrete") return { kind: "multi-discrete", counts: [...space.counts] };
  return {
    kind: "box",
    shape: [...space.shape],
    low: Array.from(space.low, boundToJson),
    high: Array.from(space.high, boundToJson),
  };
}

function plainFromJson(json: PlainSpaceJson): PlainSpace {
  if (json.kind === "discrete") return discrete(json.n);
  if (json.kind === "multi-discrete") return multiDiscrete(json.counts);
  return box(json.low.map(Number), json.high.map(Number), json.shape);
}

function boundToJson(bound: number): JsonBound {
  if (bound === Infinity) return "Infinity";
  return bound === -Infinity ? "-Infinity" : bound;
}
