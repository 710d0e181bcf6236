import { type CohortCells, createCells } from "./cohort-cells.js";
import { exp, log } from "./math/elementary.js";
import type { Scenario, Segment } from "./scenario.js";
import type { Shelf } from "./shelf.js";

/**
 * The types that stand for a segment's shoppers in cohort fidelity: a cubature over what shoppers differ in by nature.
 *
 * Every normal that a shopper draws (her taste for a product, for an attribute, her sensitivity) is -1 or 1 here, by the
 * columns of an orthogonal array of 8 rows: mean, variance and, within a category of up to 7 normals, correlations are
 * those of the normals; up to 4 products of a category agree in third moments too. Beyond 7 the columns are used again. A
 * segment without any spread has one type.
 *
 * @see Stroud (1957), Remarks on the disposition of points in numerical integration formulas, for the +-1 points
 */
export interface CohortTypes {
  /** segment s has the types typeStart[s] .. typeStart[s + 1] - 1, all of one size; shape [segments + 1] */
  readonly typeStart: Int32Array;
  /** price sensitivity of each type, the lower one of a segment's two in the first half of its types; shape [types] */
  readonly beta: Float64Array;
  /** utility at list price; products here and below by category, as in `Shelf.categoryProducts`; [types, products] */
  readonly appeal: Float64Array;
  /** part of the segment whose favourite the product is when the warm-up starts, shape [segments, products] */
  readonly favouriteShare: Float64Array;
  /** how much more often than in the segment at large the product is a type's favourite, shape [types, products] */
  readonly affinity: Float64Array;
  /** CV0[s,k], shape [segments, categories] */
  readonly typicalValue: Float64Array;
  /** SV0[s], shape [segments] */
  readonly typicalStoreValue: Float64Array;
  /** the same as a day reads it */
  readonly cells: CohortCells;
}

/** Types of a segment with any spread. */
export const TYPES = 8;
/** Columns of the array as sets of bits of the row number: any three of the first four are independent. */
const COLUMNS = [1, 2, 4, 7, 6, 5, 3];
/** The column of price sensitivity, 6, and the rows by it. */
const SENSITIVITY = 4;
const ROWS = [0, 1, 6, 7, 2, 3, 4, 5];

export function createCohortTypes(scenario: Scenario, shelf: Shelf): CohortTypes {
  const { products, segments } = scenario;
  const { categories, categoryProducts, categoryStart } = shelf;
  const P = products.length;
  const K = categories.length;
  const typeStart = new Int32Array(segments.length + 1);
  segments.forEach((segment, s) => {
    typeStart[s + 1] = typeStart[s] + (spreads(segment) ? TYPES : 1);
  });
  const count = typeStart[segments.length];
  const beta = new Float64Array(count);
  const appeal = new Float64Array(count * P);
  const favouriteShare = new Float64Array(segments.length * P);
  const affinity = new Float64Array(count * P);
  const typicalValue = new Float64Array(segments.length * K);
  const typicalStoreValue = new Float64Array(segments.length);

  segments.forEach((segment, s) => {
    const { sensitivity, sensitivitySpread } = segment.price;
    const { tasteSpread, attributeTaste, loyalty } = segment.choice;
    const attributes = Object.entries(attributeTaste);
    const types = typeStart[s + 1] - typeStart[s];
    const betaScale = 2 / (exp(sensitivitySpread) + exp(-sensitivitySpread));
    for (let row = 0; row < types; row++) {
      const type = typeStart[s] + row;
      beta[type] = sensitivity * (types === 1 ? 1 : betaScale * exp(sensitivitySpread * sign(row, SENSITIVITY)));
      for (let k = 0; k < K; k++) {
        for (let c = categoryStart[k]; c < categoryStart[k + 1]; c++) {
          const product = products[categoryProducts[c]];
          let utility = product.appeal + (segment.choice.appeal[product.name] ?? 0);
          utility += tasteSpread * (types === 1 ? 0 : sign(row, c - categoryStart[k]));
          attributes.forEach(([name, { mean, spread }], a) => {
            utility += (mean + spread * (types === 1 ? 0 : sign(row, 5 + a))) * (product.attributes[name] ?? 0);
          });
          appeal[type * P + c] = Math.fround(utility);
        }
        let total = 0;
        for (let c = categoryStart[k]; c < categoryStart[k + 1]; c++) total += exp(appeal[type * P + c]);
        for (let c = categoryStart[k]; c < categoryStart[k + 1]; c++) {
          const weight = exp(appeal[type * P + c]);
          const value = log(total + weight * (exp(loyalty) - 1));
          affinity[type * P + c] = weight / total;
          favouriteShare[s * P + c] += weight / total / types;
          typicalValue[s * K + k] += ((weight / total) * value) / types;
          typicalStoreValue[s] += ((weight / total) * value) / (types * K);
        }
      }
    }
    for (let type = typeStart[s]; type < typeStart[s + 1]; type++)
      for (let c = 0; c < P; c++) affinity[type * P + c] /= favouriteShare[s * P + c];
  });
  const types = { typeStart, beta, appeal, favouriteShare, affinity, typicalValue, typicalStoreValue };
  return { ...types, cells: createCells(scenario, shelf, types) };
}

function spreads({ price, choice }: Segment): boolean {
  if (price.sensitivitySpread > 0 || choice.tasteSpread > 0) return true;
  return Object.values(choice.attributeTaste).some((taste) => taste.spread > 0);
}

/** 1 or -1: the entry of the array in a row and a column, columns in turn */
function sign(row: number, column: number): 1 | -1 {
  const bits = ROWS[row] & COLUMNS[column % COLUMNS.length];
  return ((bits ^ (bits >> 1) ^ (bits >> 2)) & 1) === 1 ? 1 : -1;
}
