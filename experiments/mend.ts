import type { z } from "zod";
import { acceptsNothing, type Path, pathText, schemaAt, unwrap } from "./faults.js";

/**
 * What a schema's checks across fields would say of an input whose single fields are at fault: zod runs them only once
 * every field is right, and a user wants to hear everything at once.
 *
 * The faulty fields are mended - unknown keys left out, values set to their default or to the least allowed - and the rest
 * is checked. Where a name or a whole part is missing, nothing is said: too much would hang on a guess.
 *
 * @returns zod's issues over what was mended, without those of the mended fields themselves
 */
export function faultsBeyond(schema: z.ZodType, input: unknown, error: z.ZodError): z.core.$ZodIssue[] {
  const mended = structuredClone(input);
  const touched: string[] = [];
  for (const issue of error.issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) remove(mended, [...issue.path, key]);
      continue;
    }
    if (issue.path.length === 0 || issue.code === "custom") return [];
    const at = schemaAt(schema, issue.path, input);
    if (at === undefined) return [];
    if (acceptsNothing(at)) remove(mended, issue.path);
    else {
      const least = leastOf(at);
      if (least === undefined || !set(mended, issue.path, least)) return [];
    }
    touched.push(pathText(issue.path));
  }
  const again = schema.safeParse(mended);
  if (again.success) return [];
  return again.error.issues.filter((issue) => issue.code === "custom" && !touched.includes(pathText(issue.path)));
}

function leastOf(schema: z.ZodType): unknown {
  const bare = unwrap(schema);
  if (bare.def.type === "number") {
    const { minValue } = bare as z.ZodNumber;
    return minValue !== null && minValue > Number.MIN_SAFE_INTEGER ? minValue : 0;
  }
  return bare.def.type === "boolean" ? false : undefined;
}

function remove(whole: unknown, path: Path): void {
  const { owner, key } = ownerOf(whole, path);
  if (owner !== undefined) delete owner[key];
}

function set(whole: unknown, path: Path, value: unknown): boolean {
  const { owner, key } = ownerOf(whole, path);
  if (owner === undefined) return false;
  owner[key] = value;
  return true;
}

function ownerOf(whole: unknown, path: Path): { owner: Record<PropertyKey, unknown> | undefined; key: PropertyKey } {
  let owner = whole;
  for (const key of path.slice(0, -1)) owner = (owner as Record<PropertyKey, unknown> | undefined)?.[key];
  const isOwner = typeof owner === "object" && owner !== null;
  return { owner: isOwner ? (owner as Record<PropertyKey, unknown>) : undefined, key: path[path.length - 1] };
}
