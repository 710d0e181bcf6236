import type { CohortCells } from "./cohort-cells.js";

/** What the steps of a choice hand each other, for the row and category at hand; products by category. */
export interface Sight {
  readonly cells: CohortCells;
  /** e^loyalty - 1, [segments] */
  readonly extraWeight: Float64Array;
  /** exp of the utility but for appeal and loyalty, and that times the part that bought it last; [products, 2 sensitivities, 2] */
  readonly seen: Float64Array;
  /** of the stock at home: part with more of it, units of those with less and with more, part with more among buyers */
  readonly home: Float64Array;
  /** part of the visitors at hand over types, category values seen so far */
  readonly sums: Float64Array;
  /** chance that a visitor buys the product, [rows, products] */
  readonly share: Float64Array;
  /** added to the log-odds of buying in a category today, [segments, categories] */
  readonly lift: Float64Array;
}
