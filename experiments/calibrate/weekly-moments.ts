import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Statistic } from "./resampled-moments.js";
import type { MomentName } from "./simulated-moments.js";
import type { StoreHistory } from "./weekly-stores.js";

/** Weeks of a year, whose wave is looked for. */
const YEAR = 365.25 / 7;
/** Columns of a brand's regression; the last is ln units. */
const BRAND = ["price", "othersPrice", "feat", "othersFeat", "pastPrice", "pastFeat", "cos", "sin", "units"] as const;
/** Columns of the category's. */
const CATEGORY = ["price", "feat", "pastPrice", "pastFeat", "cos", "sin", "units"] as const;
const B = BRAND.length;
const C = CATEGORY.length;
/** A direction of the regressors with less than this part of the widest's variation is not told from the others. */
const SINGULAR = 1e-5;

/**
 * Sums of a store from which `weeklyStatistic` makes the moments: units by brand, products of the regressions' columns
 * with the store's means taken off, and for the category their products with the week before.
 */
export function weeklySums({ weeks, units, price, feat }: StoreHistory, brands: number): Float64Array {
  const count = weeks.length;
  const used = Array.from({ length: count }, (_, t) => t).filter((t) => t > 0 && weeks[t] - weeks[t - 1] === 1);
  const sums = new Float64Array(brands + brands * B * B + 2 * C * C + 2);
  for (let cell = 0; cell < units.length; cell++) sums[cell % brands] += units[cell];
  const share = Array.from({ length: brands }, (_, b) => sums[b] / sums.subarray(0, brands).reduce((a, c) => a + c));
  const at = (table: Float64Array, t: number, b: number) => table[t * brands + b];
  const logPrice = price.map(Math.log);
  const others = (table: Float64Array, t: number, b: number) => {
    let sum = 0;
    for (let j = 0; j < brands; j++) if (j !== b) sum += at(table, t, j);
    return sum / (brands - 1);
  };
  const wave = (t: number) => {
    const angle = (2 * Math.PI * weeks[t]) / YEAR;
    return [Math.cos(angle), Math.sin(angle)];
  };
  let place = brands;
  for (let b = 0; b < brands; b++) {
    const rows = used.map((t) => [
      at(logPrice, t, b),
      others(logPrice, t, b),
      at(feat, t, b),
      others(feat, t, b),
      at(logPrice, t - 1, b),
      at(feat, t - 1, b),
      ...wave(t),
      logUnits(at(units, t, b)),
    ]);
    addProducts(centred(rows), sums, place);
    place += B * B;
  }
  const index = (table: Float64Array, t: number) => share.reduce((sum, part, b) => sum + part * at(table, t, b), 0);
  const rows = centred(
    used.map((t) => {
      let total = 0;
      for (let b = 0; b < brands; b++) total += at(units, t, b);
      return [
        index(logPrice, t),
        index(feat, t),
        index(logPrice, t - 1),
        index(feat, t - 1),
        ...wave(t),
        logUnits(total),
      ];
    }),
  );
  addProducts(rows, sums, place);
  const follows = used.flatMap((t, n) => (n > 0 && used[n - 1] === t - 1 ? [n] : []));
  for (const n of follows)
    for (let k = 0; k < C; k++)
      for (let l = 0; l < C; l++) sums[place + C * C + k * C + l] += rows[n][k] * rows[n - 1][l];
  sums[sums.length - 2] = used.length;
  sums[sums.length - 1] = follows.length;
  return sums;
}

/**
 * Names of the moments, in the order of `weeklyStatistic`. What the scenario has parameters for is fitted; the rest tells
 * what it leaves open.
 */
export function weeklyMoments(brands: readonly string[]): MomentName[] {
  const each = (name: string, fitted = true) => brands.map((brand) => ({ name: `${brand}: ${name}`, fitted }));
  return [
    ...brands.slice(1).map((brand) => ({ name: `${brand}: share of units` })),
    ...each("elasticity by its own price"),
    ...each("elasticity by the others' prices"),
    ...each("ln units in a featured week"),
    ...each("ln units while all others are featured", false),
    { name: "elasticity by a brand's own price of last week" },
    { name: "ln units after a featured week", fitted: false },
    { name: "category: elasticity by all prices" },
    { name: "category: elasticity by all prices of last week" },
    { name: "category: yearly wave of ln units, cosine" },
    { name: "category: yearly wave of ln units, sine" },
    { name: "category: s.d. of ln units, all this apart" },
    { name: "category: its correlation from week to week" },
    { name: "brands: s.d. of ln units, all this apart", fitted: false },
  ];
}

/** The moments of sums over stores, by least squares within stores; NaN where a regressor does not vary. */
export function weeklyStatistic(brands: number): Statistic {
  return (sums) => {
    const total = sums.subarray(0, brands).reduce((a, c) => a + c);
    const weeks = sums[sums.length - 2];
    const own = Array.from({ length: brands }, (_, b) => regression(sums, brands + b * B * B, B));
    const place = brands + brands * B * B;
    const category = regression(sums, place, C);
    const column = (name: (typeof BRAND)[number]) => own.map(({ slopes }) => slopes[BRAND.indexOf(name)]);
    const of = (name: (typeof CATEGORY)[number]) => category.slopes[CATEGORY.indexOf(name)];
    const mean = (values: readonly number[]) => values.reduce((a, c) => a + c) / values.length;
    return Float64Array.of(
      ...Array.from({ length: brands - 1 }, (_, b) => sums[b + 1] / total),
      ...column("price"),
      ...column("othersPrice"),
      ...column("feat"),
      ...column("othersFeat"),
      mean(column("pastPrice")),
      mean(column("pastFeat")),
      of("price"),
      of("pastPrice"),
      of("cos"),
      of("sin"),
      Math.sqrt(category.residual / weeks),
      residualProduct(sums, place + C * C, category.slopes) / sums[sums.length - 1] / (category.residual / weeks),
      Math.sqrt(mean(own.map(({ residual }) => residual / weeks))),
    );
  };
}

/** A week in which nothing was sold counts as half a unit. */
const logUnits = (units: number) => Math.log(Math.max(0.5, units));

function centred(rows: readonly number[][]): number[][] {
  if (rows.length === 0) return [];
  const mean = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
  return rows.map((row) => row.map((value, k) => value - mean[k]));
}

function addProducts(rows: readonly number[][], sums: Float64Array, place: number): void {
  for (const row of rows)
    for (let k = 0; k < row.length; k++)
      for (let l = 0; l < row.length; l++) sums[place + k * row.length + l] += row[k] * row[l];
}

/**
 * Slopes of the last column by the others, from their products, and the sum of squares left. A column that never varies
 * (nothing is featured) is left out and has no slope.
 */
function regression(sums: Float64Array, place: number, width: number) {
  const last = width - 1;
  const product = (k: number, l: number) => sums[place + k * width + l];
  const varying = Array.from({ length: last }, (_, k) => k).filter((k) => product(k, k) > 0);
  const scale = varying.map((k) => 1 / Math.sqrt(product(k, k)));
  const crossed = Matrix.zeros(varying.length, varying.length);
  varying.forEach((k, i) => {
    for (let j = 0; j < varying.length; j++) crossed.set(i, j, product(k, varying[j]) * scale[i] * scale[j]);
  });
  const found = solved(crossed, Matrix.columnVector(varying.map((k, i) => scale[i] * product(k, last))));
  const slopes = new Array<number>(last).fill(Number.NaN);
  let residual = product(last, last);
  varying.forEach((k, i) => {
    slopes[k] = found[i] * scale[i];
    residual -= slopes[k] * product(k, last);
  });
  return { slopes, residual };
}

/** The solution, or NaN throughout where the columns are not told apart. */
function solved(crossed: Matrix, right: Matrix): number[] {
  if (crossed.rows === 0) return [];
  const decomposition = new SingularValueDecomposition(crossed);
  if (decomposition.diagonal[crossed.rows - 1] > SINGULAR * decomposition.diagonal[0])
    return decomposition.solve(right).to1DArray();
  return new Array<number>(crossed.rows).fill(Number.NaN);
}

/** Sum of the residual of a week times that of the week before, from the columns' products across the two weeks. */
function residualProduct(sums: Float64Array, place: number, slopes: readonly number[]): number {
  const weight = [...slopes.map((slope) => (Number.isNaN(slope) ? 0 : -slope)), 1];
  let sum = 0;
  for (let k = 0; k < weight.length; k++)
    for (let l = 0; l < weight.length; l++) sum += weight[k] * weight[l] * sums[place + k * weight.length + l];
  return sum;
}
