import { exp } from "./math/elementary.js";
import type { OffersOfDay } from "./promotions/offers-of-day.js";
import type { SegmentTable } from "./segment-table.js";

/** What a price means for how many: mean and chance of none of the Poisson units beyond the first. */
export class QuantityTable {
  /** exp(m0 + m1 ln(L/q)) and exp(-that), shape [rows, products]; rows as in `OffersOfDay` */
  readonly extraMean: Float64Array;
  readonly extraAtZero: Float64Array;

  constructor(
    private readonly segment: SegmentTable,
    private readonly offers: OffersOfDay,
    private readonly products: number,
  ) {
    const rows = segment.m0.length * offers.groups;
    this.extraMean = new Float64Array(rows * products);
    this.extraAtZero = new Float64Array(rows * products);
  }

  /** Brings the tables of a product in line with its price now. */
  reprice(p: number): void {
    const { m0, m1 } = this.segment;
    const { groups, logRatio } = this.offers;
    for (let s = 0; s < m0.length; s++)
      for (let row = s * groups; row < (s + 1) * groups; row++) {
        const at = row * this.products + p;
        const mean = exp(m0[s] - m1[s] * logRatio[at]);
        this.extraMean[at] = mean;
        this.extraAtZero[at] = exp(-mean);
      }
  }
}
