/** A parameter that a search varies, and where it may lie. */
export type Dimension = Choice | Range;

export interface Choice {
  readonly name: string;
  readonly kind: "choice";
  /** at least one, any plain data */
  readonly values: readonly unknown[];
}

export interface Range {
  readonly name: string;
  readonly kind: "range";
  /** both bounds included; on a logarithmic scale above 0 */
  readonly low: number;
  readonly high: number;
  readonly scale: "linear" | "log";
  /** whole numbers only */
  readonly whole: boolean;
}

/**
 * The value at a place in [0, 1): equal lengths of it are equal shares of the values, of a logarithmic range equal ratios. Whole
 * numbers and choices each have a stretch of their own.
 *
 * @throws RangeError outside [0, 1]
 */
export function valueAt(dimension: Dimension, place: number): unknown {
  if (!(place >= 0 && place <= 1)) throw new RangeError(`valueAt: needs a place from 0 to 1, got ${place}`);
  if (dimension.kind === "choice") {
    const { values } = dimension;
    return values[Math.min(values.length - 1, Math.floor(place * values.length))];
  }
  const { low, high, scale, whole } = dimension;
  const [from, to] = ends(dimension);
  const warped = from + (to - from) * place;
  const value = scale === "log" ? Math.exp(warped) : warped;
  return Math.min(high, Math.max(low, whole ? Math.round(value) : Number(value.toPrecision(DIGITS))));
}

/** Figures of a drawn value: nobody wants to copy seventeen. */
const DIGITS = 6;

/** The place of a value, of a whole number or a choice the middle of its stretch; `valueAt` of it gives the value again. */
export function placeOf(dimension: Dimension, value: unknown): number {
  if (dimension.kind === "choice") {
    const { values } = dimension;
    const text = JSON.stringify(value);
    return (values.findIndex((other) => JSON.stringify(other) === text) + 0.5) / values.length;
  }
  const [from, to] = ends(dimension);
  if (to === from) return 0.5;
  return Math.min(1, Math.max(0, (warp(dimension, value as number) - from) / (to - from)));
}

/** A grid's values along one parameter: every choice; of a range `points` of them, both ends among them, whole ones once. */
export function gridValues(dimension: Dimension, points: number): unknown[] {
  if (dimension.kind === "choice") return [...dimension.values];
  const { low, high, scale, whole } = dimension;
  if (points === 1 || low === high) return [middle(dimension)];
  if (whole && high - low < points) return Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const [from, to] = scale === "log" ? [Math.log(low), Math.log(high)] : [low, high];
  const values = Array.from({ length: points }, (_, i) => {
    if (i === 0) return low;
    if (i === points - 1) return high;
    const warped = from + ((to - from) * i) / (points - 1);
    const value = scale === "log" ? Math.exp(warped) : warped;
    return whole ? Math.round(value) : value;
  });
  return [...new Set(values)];
}

const middle = (range: Range) => valueAt(range, 0.5);

const warp = ({ scale }: Range, value: number) => (scale === "log" ? Math.log(value) : value);

/** A range's ends on its scale; of whole numbers half a number farther, so that the ends have a stretch as long as the others. */
function ends(range: Range): [number, number] {
  const half = range.whole ? 0.5 : 0;
  return [warp(range, range.low - half), warp(range, range.high + half)];
}
