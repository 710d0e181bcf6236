/** A column of what is known before a decision. */
export type ContextColumn =
  | { readonly name: string; readonly kind: "number"; readonly values: Float64Array }
  /** codes of 0 on; -1 where the cell is empty */
  | { readonly name: string; readonly kind: "text"; readonly codes: Int32Array; readonly texts: readonly string[] };

export interface ContextFeatures {
  /** row-major [rows, width], each feature of mean 0 and deviation 1 */
  readonly features: Float64Array;
  readonly width: number;
  /** columns left out, and why, as half sentences */
  readonly leftOut: readonly string[];
}

/** Texts with more levels are taken for names, which say nothing of the next row. */
const MOST_LEVELS = 50;
/** Features at the most: the model's cost grows with their square. */
const MOST_FEATURES = 100;

/**
 * Numbers for a linear model out of a log's context: a number is itself (its mean where the cell is empty), a text a 0 or 1 for each
 * of its levels; all are moved and scaled to mean 0 and deviation 1. Constant columns say nothing and are left out.
 */
export function contextFeatures(columns: readonly ContextColumn[], rows: number): ContextFeatures {
  const features: Float64Array[] = [];
  const leftOut: string[] = [];
  for (const column of columns) {
    const own = column.kind === "number" ? [filled(column.values)] : levelsOf(column, rows);
    const telling = own.map(standardised).filter((one) => one !== undefined);
    if (column.kind === "text" && column.texts.length > MOST_LEVELS)
      leftOut.push(`${column.name}: ${column.texts.length} different texts, more than ${MOST_LEVELS}`);
    else if (features.length + telling.length > MOST_FEATURES)
      leftOut.push(`${column.name}: the model takes ${MOST_FEATURES} features at the most`);
    else features.push(...telling);
  }
  const width = features.length;
  const table = new Float64Array(rows * width);
  features.forEach((feature, f) => {
    for (let i = 0; i < rows; i++) table[i * width + f] = feature[i];
  });
  return { features: table, width, leftOut };
}

function filled(values: Float64Array): Float64Array {
  let sum = 0;
  let known = 0;
  for (let i = 0; i < values.length; i++)
    if (!Number.isNaN(values[i])) {
      sum += values[i];
      known += 1;
    }
  const mean = known > 0 ? sum / known : 0;
  return values.map((value) => (Number.isNaN(value) ? mean : value));
}

/** A 0 or 1 for every level; of two levels the second one's says all. */
function levelsOf(column: Extract<ContextColumn, { kind: "text" }>, rows: number): Float64Array[] {
  if (column.texts.length > MOST_LEVELS) return [];
  const first = column.texts.length === 2 && !column.codes.includes(-1) ? 1 : 0;
  return Array.from({ length: column.texts.length - first }, (_, level) => {
    const flag = new Float64Array(rows);
    for (let i = 0; i < rows; i++) flag[i] = column.codes[i] === level + first ? 1 : 0;
    return flag;
  });
}

/** In place; undefined where all are equal. */
function standardised(values: Float64Array): Float64Array | undefined {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const distance = values[i] - mean;
    mean += distance / (i + 1);
    squares += distance * (values[i] - mean);
  }
  const deviation = Math.sqrt(squares / values.length);
  if (!(deviation > 1e-9 * Math.max(1, Math.abs(mean)))) return undefined;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] - mean) / deviation;
  return values;
}
