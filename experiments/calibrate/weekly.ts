import { inverse, Matrix } from "ml-matrix";
import { UserError } from "../faults.js";
import { mean, median } from "../stats/descriptive.js";
import type { StoreWeek } from "./weekly-rows.js";

/** Demand of one brand over stores and weeks:  ln sales = intercept + price ln price + feat featured + error */
export interface WeeklyDemand {
  readonly intercept: number;
  /** own-price elasticity of sales */
  readonly price: number;
  /** lift of ln sales in a featured week, its price apart; null where none or all weeks are featured */
  readonly feat: number | null;
  readonly standardErrors: { readonly intercept: number; readonly price: number; readonly feat: number | null };
  /** part of the variance of ln sales explained */
  readonly r2: number;
  /** store-weeks */
  readonly weeks: number;
  /** median price of weeks without a feature */
  readonly regularPrice: number;
  /** a store-week, in the file's unit */
  readonly meanSales: number;
}

/**
 * Least squares by brand on weekly store data, in the rows' order of brands; weeks of no sales have no logarithm and are
 * left out.
 *
 * @throws UserError, exit code 1: a brand with fewer than 4 weeks, or whose price never varies
 */
export function fitWeekly(rows: readonly StoreWeek[]): Record<string, WeeklyDemand> {
  const sold = rows.filter(({ sales }) => sales > 0);
  const brands = [...new Set(sold.map((row) => row.brand))];
  return Object.fromEntries(
    brands.map((brand) => [
      brand,
      fitBrand(
        brand,
        sold.filter((row) => row.brand === brand),
      ),
    ]),
  );
}

function fitBrand(brand: string, rows: readonly StoreWeek[]): WeeklyDemand {
  const regular = rows.filter((row) => row.feat === 0);
  const varies = (column: "price" | "feat") => rows.some((row) => row[column] !== rows[0][column]);
  if (rows.length < 4 || !varies("price")) {
    const message = "prices that vary over at least 4 weeks with sales expected";
    throw new UserError("weekly", [{ code: "no-estimate", path: [brand], message }], 1);
  }
  const features = varies("feat");
  const design = new Matrix(rows.map((row) => [1, Math.log(row.price), ...(features ? [row.feat] : [])]));
  const outcome = Matrix.columnVector(rows.map((row) => Math.log(row.sales)));
  const crossInverse = inverse(design.transpose().mmul(design));
  const estimates = crossInverse.mmul(design.transpose().mmul(outcome));
  const residual = Matrix.sub(outcome, design.mmul(estimates)).norm() ** 2;
  const centred = outcome.clone().sub(outcome.mean()).norm() ** 2;
  const error = (k: number) => Math.sqrt((residual / (rows.length - design.columns)) * crossInverse.get(k, k));
  return {
    intercept: estimates.get(0, 0),
    price: estimates.get(1, 0),
    feat: features ? estimates.get(2, 0) : null,
    standardErrors: { intercept: error(0), price: error(1), feat: features ? error(2) : null },
    r2: 1 - residual / centred,
    weeks: rows.length,
    regularPrice: median((regular.length > 0 ? regular : rows).map((row) => row.price)),
    meanSales: mean(rows.map((row) => row.sales)),
  };
}
