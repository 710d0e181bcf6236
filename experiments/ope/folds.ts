import { createRng } from "../../agents/math/rng.js";

/**
 * A part for every row, its units (episodes; rows where there are none) drawn evenly over the parts.
 *
 * @param unit  of each row, 0 to units - 1; undefined: each row is its own
 * @throws RangeError when folds is not a whole number from 1 to the number of units, or above 255
 */
export function drawFolds(rows: number, folds: number, seed: string, unit?: Int32Array): Uint8Array {
  const units = unit === undefined ? rows : unitsIn(unit);
  if (!Number.isInteger(folds) || folds < 1 || folds > Math.min(units, 255))
    throw new RangeError(`drawFolds: needs 1 to ${Math.min(units, 255)} folds, got ${folds}`);
  const rng = createRng(`${seed} folds`);
  const order = Int32Array.from({ length: units }, (_, i) => i);
  for (let i = units - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  const fold = new Uint8Array(units);
  for (let i = 0; i < units; i++) fold[order[i]] = i % folds;
  return unit === undefined ? fold : Uint8Array.from(unit, (one) => fold[one]);
}

/** How many units there are: one more than the largest. */
export function unitsIn(unit: Int32Array): number {
  let most = -1;
  for (let i = 0; i < unit.length; i++) if (unit[i] > most) most = unit[i];
  return most + 1;
}
