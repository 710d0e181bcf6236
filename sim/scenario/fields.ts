import { z } from "zod";

/** The kinds of field a scenario is made of: every number carries its unit, range and one line of doc. */
export const number = (unit: string, doc: string, low: number, high: number) =>
  z.number().min(low).max(high).describe(doc).meta({ unit });
export const whole = (unit: string, doc: string, low: number, high: number) =>
  z.int().min(low).max(high).describe(doc).meta({ unit });
export const probability = (doc: string) => number("probability", doc, 0, 1);
export const share = (doc: string) => number("share", doc, 0, 1);
export const money = (doc: string) => number("money", doc, 0, 1e9);
export const logit = (doc: string) => number("logit", doc, -20, 20);
export const name = (doc: string) =>
  z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, "a name: letters, digits, spaces, . _ -")
    .max(60)
    .describe(doc);
/** most money that may be given away; null: no limit */
export const budget = (doc: string) =>
  z.number().min(0).max(1e12).nullable().default(null).describe(doc).meta({ unit: "money" });
