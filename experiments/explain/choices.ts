import type { Decision } from "./decisions.js";

/** A decision's values as choices by number. */
export interface Choices {
  readonly names: readonly string[];
  /** 0 .. names - 1 */
  of(value: number): number;
}

/** Bands that real numbers fall into. */
const BANDS = 5;

/**
 * A decision's own choices; of a real number, five equal bands from its least to its greatest value met.
 *
 * @param met  values the policy gave, at least 1
 */
export function choicesOf(decision: Pick<Decision, "choices">, met: ArrayLike<number>): Choices {
  if (decision.choices !== undefined) return { names: decision.choices, of: (value) => value };
  let low = met[0];
  let high = met[0];
  for (let i = 1; i < met.length; i++) {
    low = Math.min(low, met[i]);
    high = Math.max(high, met[i]);
  }
  if (low === high) return { names: [short(low)], of: () => 0 };
  const edge = (band: number) => low + ((high - low) * band) / BANDS;
  return {
    names: Array.from({ length: BANDS }, (_, band) => `${short(edge(band))} to ${short(edge(band + 1))}`),
    of: (value) => Math.min(BANDS - 1, Math.max(0, Math.floor((BANDS * (value - low)) / (high - low)))),
  };
}

const short = (value: number) => String(Number(value.toPrecision(3)));
