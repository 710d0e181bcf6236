import type { LinearSolver } from "../../envs/types.js";
import { type InstanceOptions, instanceText, type OptionName } from "./options.js";

/** A figure that we reckon of an instance. */
export interface Quantity {
  /** plain: `optimal`, `base-stock`, `regret/<agent>`, `value/start` */
  readonly quantity: string;
  readonly ours: number;
  /** where ours is a mean of random runs */
  readonly standardError?: number;
}

/** What somebody else found. */
export interface Reference {
  /** the options in which the instance differs from the family's defaults */
  readonly instance: Partial<InstanceOptions>;
  readonly quantity: string;
  readonly value: number;
  /** of a reference that is a mean of random runs itself */
  readonly standardError?: number;
  /** where the reference is no answer but a bound on it */
  readonly bound?: "at least" | "at most";
  /** largest difference; left out where a standard error says: 4 joint ones */
  readonly tolerance?: number;
  readonly source: string;
}

/** A kind of problem whose answers are known, with the code that must land on them. */
export interface Family<K extends OptionName = OptionName> {
  readonly name: string;
  /** one line */
  readonly summary: string;
  readonly defaults: Pick<InstanceOptions, K>;
  /** options that say how hard to look rather than at what */
  readonly effort?: readonly NoInfer<K>[];
  /** instances of the quick set, and more for the full one */
  readonly quick: readonly Partial<Pick<InstanceOptions, K>>[];
  readonly full?: readonly Partial<Pick<InstanceOptions, K>>[];
  readonly references: readonly Reference[];
  /** @throws RangeError at an instance that is none */
  solve(options: Pick<InstanceOptions, K>, tools: Tools): Quantity[] | Promise<Quantity[]>;
}

/** What a family finds at hand. */
export interface Tools {
  readonly lp: LinearSolver;
}

/** A family whose own options are forgotten, as the registry holds it. */
export interface AnyFamily extends Omit<Family, "solve" | "defaults"> {
  readonly defaults: Partial<InstanceOptions>;
  // biome-ignore lint/suspicious/noExplicitAny: options were merged with this very family's defaults
  solve(options: any, tools: Tools): Quantity[] | Promise<Quantity[]>;
}

/** Types a family; adds nothing at run time. */
export function defineFamily<K extends OptionName>(family: Family<K>): Family<K> {
  return family;
}

export interface VerifyRow {
  readonly family: string;
  readonly instance: string;
  readonly quantity: string;
  readonly ours: number;
  readonly standardError: number | null;
  readonly reference: number | null;
  /** largest difference that passes; null where no reference is known */
  readonly tolerance: number | null;
  readonly source: string | null;
  /** within tolerance; where no reference is known, a finite number */
  readonly ok: boolean;
}

/** Solves one instance and holds every figure against what is known of it. */
export async function verifyInstance(
  family: AnyFamily,
  given: Partial<InstanceOptions>,
  tools: Tools,
): Promise<VerifyRow[]> {
  const options = { ...family.defaults, ...given };
  const quantities = await family.solve(options, tools);
  const asked = identity(family, options);
  const known = family.references.filter(
    ({ instance }) => identity(family, { ...family.defaults, ...instance }) === asked,
  );
  const shown = Object.fromEntries(
    Object.entries(options).filter(([name]) => !family.effort?.includes(name as OptionName)),
  );
  return quantities.map(({ quantity, ours, standardError }) => {
    const reference = known.find((one) => one.quantity === quantity);
    const tolerance = reference && toleranceOf(reference, standardError);
    return {
      family: family.name,
      instance: instanceText(shown),
      quantity,
      ours,
      standardError: standardError ?? null,
      reference: reference?.value ?? null,
      tolerance: tolerance ?? null,
      source: reference?.source ?? null,
      ok: reference === undefined ? Number.isFinite(ours) : lands(ours, reference, tolerance!),
    };
  });
}

/** A bound has none; a difference may be what is told, else four joint standard errors. */
function toleranceOf({ bound, tolerance, standardError }: Reference, ours = 0): number {
  return bound === undefined ? (tolerance ?? 4 * joint(ours, standardError)) : 0;
}

function lands(ours: number, { value, bound }: Reference, tolerance: number): boolean {
  if (bound === "at least") return ours >= value;
  return bound === "at most" ? ours <= value : Math.abs(ours - value) <= tolerance;
}

function joint(a = 0, b = 0): number {
  return Math.sqrt(a * a + b * b);
}

/** Instances are the same where they differ in effort alone. */
function identity(family: AnyFamily, options: Partial<InstanceOptions>): string {
  const told = Object.keys(family.defaults)
    .filter((name) => !family.effort?.includes(name as OptionName))
    .sort();
  return JSON.stringify(told.map((name) => options[name as OptionName]));
}
