import { csvParseRows } from "d3";
import { inverse, Matrix } from "ml-matrix";
import { type Fault, UserError } from "../faults.js";
import { mean, median } from "../stats/descriptive.js";
import { badCells } from "./bad-cells.js";

/** Demand of one brand over stores and weeks:  ln sales = intercept + price ln price + feat featured + error */
export interface WeeklyDemand {
  readonly intercept: number;
  /** own-price elasticity of sales */
  readonly price: number;
  /** lift of ln sales in a featured week, its price apart */
  readonly feat: number;
  readonly standardErrors: { readonly intercept: number; readonly price: number; readonly feat: number };
  /** part of the variance of ln sales explained */
  readonly r2: number;
  /** store-weeks */
  readonly weeks: number;
  /** median price of weeks without a feature */
  readonly regularPrice: number;
  /** a store-week, in the file's unit */
  readonly meanSales: number;
}

const COLUMNS = ["sales", "price", "brand", "feat"] as const;

/**
 * Least squares by brand on weekly store data, in the file's order of brands.
 *
 * @param csvText  columns `sales` and `price` above 0, `brand`, `feat` 0 or 1; others are left alone
 * @throws UserError listing every fault of the file; a brand whose price or feature never varies
 */
export function fitWeekly(csvText: string): Record<string, WeeklyDemand> {
  const rows = readWeeks(csvText);
  const brands = [...new Set(rows.map((row) => row.brand))];
  return Object.fromEntries(
    brands.map((brand) => [
      brand,
      fitBrand(
        brand,
        rows.filter((row) => row.brand === brand),
      ),
    ]),
  );
}

interface StoreWeek {
  readonly brand: string;
  readonly sales: number;
  readonly price: number;
  readonly feat: number;
}

function fitBrand(brand: string, rows: readonly StoreWeek[]): WeeklyDemand {
  const regular = rows.filter((row) => row.feat === 0);
  const varies = (column: "price" | "feat") => rows.some((row) => row[column] !== rows[0][column]);
  if (rows.length < 4 || !varies("price") || !varies("feat"))
    throw new UserError("weekly", [
      { code: "no-estimate", path: [brand], message: "prices and features that vary over at least 4 weeks expected" },
    ]);
  const design = new Matrix(rows.map((row) => [1, Math.log(row.price), row.feat]));
  const outcome = Matrix.columnVector(rows.map((row) => Math.log(row.sales)));
  const crossInverse = inverse(design.transpose().mmul(design));
  const estimates = crossInverse.mmul(design.transpose().mmul(outcome));
  const residual = Matrix.sub(outcome, design.mmul(estimates)).norm() ** 2;
  const centred = outcome.clone().sub(outcome.mean()).norm() ** 2;
  const error = (k: number) => Math.sqrt((residual / (rows.length - 3)) * crossInverse.get(k, k));
  return {
    intercept: estimates.get(0, 0),
    price: estimates.get(1, 0),
    feat: estimates.get(2, 0),
    standardErrors: { intercept: error(0), price: error(1), feat: error(2) },
    r2: 1 - residual / centred,
    weeks: rows.length,
    regularPrice: median(regular.map((row) => row.price)),
    meanSales: mean(rows.map((row) => row.sales)),
  };
}

function readWeeks(csvText: string): StoreWeek[] {
  const [header = [], ...lines] = csvParseRows(csvText.replace(/^\uFEFF/, ""));
  const faults: Fault[] = COLUMNS.filter((column) => !header.includes(column)).map((column) => ({
    code: "missing",
    path: [column],
    message: `missing; found ${header.join(", ") || "an empty file"}`,
    line: 1,
  }));
  if (faults.length > 0) throw new UserError("weekly", faults);
  const [sales, price, brand, feat] = COLUMNS.map((column) => header.indexOf(column));
  const unfit = {
    sales: badCells("sales", "a number above 0"),
    price: badCells("price", "a number above 0"),
    brand: badCells("brand", "a name"),
    feat: badCells("feat", "0 or 1"),
  };
  const rows = lines.flatMap((cells, index) => {
    const line = index + 2;
    if (cells.length === 1 && cells[0].trim() === "") return [];
    const row = {
      brand: cells[brand] ?? "",
      sales: Number(cells[sales]),
      price: Number(cells[price]),
      feat: Number(cells[feat]),
    };
    if (!(row.sales > 0 && Number.isFinite(row.sales))) unfit.sales.add(cells[sales] ?? "", line);
    if (!(row.price > 0 && Number.isFinite(row.price))) unfit.price.add(cells[price] ?? "", line);
    if (row.brand === "") unfit.brand.add("", line);
    if (row.feat !== 0 && row.feat !== 1) unfit.feat.add(cells[feat] ?? "", line);
    return [row];
  });
  faults.push(...Object.values(unfit).flatMap((column) => column.faults()));
  if (rows.length === 0) faults.push({ code: "empty", path: [], message: "no week below the header" });
  if (faults.length > 0) throw new UserError("weekly", faults);
  return rows;
}
