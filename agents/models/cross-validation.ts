import type { Rng } from "../../envs/types.js";
import { shuffleRows } from "../math/shuffle-rows.js";
import { type SalesRows, salesColumn, takeRows } from "./design.js";

/** A way to tell units that can be fitted to rows and asked of others. */
export interface Candidate {
  readonly name: string;
  /** @throws RangeError where it cannot be fitted to these rows: it then has no chance */
  fit(data: SalesRows): (asked: SalesRows) => Float64Array;
}

/** Which rows are held out in turn. */
export type Folds =
  /** rows dealt at random into so many parts */
  | { readonly kind: "random"; readonly parts: number; readonly rng: Rng }
  /** blocks of days one after the other; each is told from all rows before it, the first block never held out */
  | { readonly kind: "in time"; readonly blocks: number };

export interface CandidateScore {
  readonly name: string;
  /** mean over the rows held out, in units ("absolute") or units squared ("squared"); Infinity: it could not be fitted */
  readonly loss: number;
  /** standard error of the loss, from its spread over the folds */
  readonly standardError: number;
  /** sum of absolute errors over the sum of units held out */
  readonly wape: number;
  /** why it could not be fitted */
  readonly fault?: string;
}

/**
 * Losses of candidates on rows that they were not fitted to, the best first; all candidates meet the same folds.
 *
 * @param loss  default "absolute"
 * @throws RangeError when there are fewer rows than parts, or fewer than 2 parts
 * @see Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 7.10; for blocks in time,
 *   Hyndman and Athanasopoulos (2021), section 5.10
 */
export function crossValidate(
  data: SalesRows,
  candidates: readonly Candidate[],
  folds: Folds,
  loss: "absolute" | "squared" = "absolute",
): CandidateScore[] {
  const units = salesColumn(data, "units");
  const splits = splitsOf(data, folds).map(({ told, held }) => ({
    told: takeRows(data, told),
    held: takeRows(data, held),
    units: held.map((row) => units[row]),
  }));
  const scores = candidates.map((candidate): CandidateScore => {
    const { name } = candidate;
    let absolute = 0;
    let total = 0;
    let lost = 0;
    let rows = 0;
    const byFold: number[] = [];
    for (const { told, held, units: came } of splits) {
      let foldLoss = 0;
      try {
        const predicted = candidate.fit(told)(held);
        came.forEach((count, i) => {
          const error = Math.abs(count - predicted[i]);
          absolute += error;
          total += count;
          foldLoss += loss === "absolute" ? error : error * error;
        });
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { name, loss: Infinity, standardError: 0, wape: Infinity, fault: error.message };
      }
      lost += foldLoss;
      rows += came.length;
      byFold.push(foldLoss / came.length);
    }
    const mean = lost / rows;
    return { name, loss: mean, standardError: spread(byFold) / Math.sqrt(byFold.length), wape: absolute / total };
  });
  return scores.sort((a, b) => a.loss - b.loss);
}

interface Split {
  readonly told: readonly number[];
  readonly held: readonly number[];
}

function splitsOf(data: SalesRows, folds: Folds): Split[] {
  const count = folds.kind === "random" ? folds.parts : folds.blocks;
  if (!(Number.isInteger(count) && count >= 2 && count <= data.rows))
    throw new RangeError(
      `crossValidate: needs from 2 to ${data.rows} ${folds.kind === "random" ? "parts" : "blocks"}, got ${count}`,
    );
  const order = Int32Array.from({ length: data.rows }, (_, row) => row);
  const part = new Int32Array(data.rows);
  if (folds.kind === "random") {
    shuffleRows(order, folds.rng);
    order.forEach((row, i) => {
      part[row] = i % count;
    });
    return numbered(count, 0, (p) => ({
      told: rowsWhere(part, (of) => of !== p),
      held: rowsWhere(part, (of) => of === p),
    }));
  }
  // rows of one day stay together
  const days = [...new Set(data.day)].sort((a, b) => a - b);
  const blockOf = new Map(days.map((day, i) => [day, Math.floor((i * count) / days.length)]));
  if (days.length < count)
    throw new RangeError(`crossValidate: needs at least ${count} days for as many blocks, got ${days.length}`);
  data.day.forEach((day, row) => {
    part[row] = blockOf.get(day) ?? 0;
  });
  return numbered(count, 1, (p) => ({
    told: rowsWhere(part, (of) => of < p),
    held: rowsWhere(part, (of) => of === p),
  }));
}

function numbered(count: number, first: number, split: (part: number) => Split): Split[] {
  return Array.from({ length: count - first }, (_, i) => split(first + i));
}

function rowsWhere(part: Int32Array, wanted: (part: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < part.length; row++) if (wanted(part[row])) rows.push(row);
  return rows;
}

function spread(values: readonly number[]): number {
  if (values.length < 2) return 0;
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / (values.length - 1));
}
