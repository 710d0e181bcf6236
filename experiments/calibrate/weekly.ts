import { fitDemandRegression } from "../../agents/models/demand-regression.js";
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
 * @throws UserError, exit code 1: a brand with fewer than 4 weeks, whose price never varies, or goes with the feature
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
  const column = (name: "sales" | "price" | "feat") => Float64Array.from(rows, (row) => row[name]);
  const { coefficients, standardErrors, r2 } = orRefusal(brand, () =>
    fitDemandRegression(
      {
        rows: rows.length,
        day: Float64Array.from(rows, (_, row) => 7 * row),
        span: 7,
        columns: new Map([
          ["units", column("sales")],
          ["price", column("price")],
          ["feat", column("feat")],
        ]),
      },
      {
        terms: [{ kind: "log", column: "price" }, ...(features ? [{ kind: "column", column: "feat" } as const] : [])],
      },
    ),
  );
  return {
    intercept: coefficients[0],
    price: coefficients[1],
    feat: features ? coefficients[2] : null,
    standardErrors: {
      intercept: standardErrors[0],
      price: standardErrors[1],
      feat: features ? standardErrors[2] : null,
    },
    r2,
    weeks: rows.length,
    regularPrice: median((regular.length > 0 ? regular : rows).map((row) => row.price)),
    meanSales: mean(rows.map((row) => row.sales)),
  };
}

/** What a regression has against the rows is a fault of the file. */
function orRefusal<T>(brand: string, estimate: () => T): T {
  try {
    return estimate();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError("weekly", [{ code: "no-estimate", path: [brand], message: error.message }], 1);
  }
}
