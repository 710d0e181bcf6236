import type { Column, Dataset } from "../data/dataset.js";
import type { Comparison, ModelScore } from "./compare.js";
import type { Estimate } from "./evaluate.js";

/** A comparison as a table of data, a row a model: each figure with the ends of its interval; empty what was not measured. */
export function comparisonTable({ models }: Comparison): Dataset {
  const text: Column = {
    kind: "text",
    codes: Int32Array.from(models.keys()),
    values: models.map(({ model }) => model),
  };
  const columns = new Map<string, Column>([["model", text]]);
  const add = (name: string, of: (score: ModelScore) => number | undefined) => {
    const values = Float64Array.from(models, (score) => of(score) ?? Number.NaN);
    if (!values.every(Number.isNaN)) columns.set(name, { kind: "number", values });
  };
  const addEstimate = (name: string, of: (score: ModelScore) => Estimate | undefined) => {
    add(name, (score) => of(score)?.value);
    add(`${name}_low`, (score) => of(score)?.ci[0]);
    add(`${name}_high`, (score) => of(score)?.ci[1]);
  };
  addEstimate("hit_rate", ({ ranking }) => ranking?.hitRate);
  addEstimate("ndcg", ({ ranking }) => ranking?.ndcg);
  add("coverage", ({ ranking }) => ranking?.coverage);
  addEstimate("hit_rate_above_first", ({ againstFirst }) => againstFirst);
  addEstimate("rmse", ({ ratings }) => ratings?.rmse);
  addEstimate("mae", ({ ratings }) => ratings?.mae);
  return { rows: models.length, columns };
}
