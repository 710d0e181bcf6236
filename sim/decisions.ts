/**
 * What a shop decides for a day. What is left out stays undecided: no promotion, list prices, no order and so on. The
 * market reads the arrays and keeps none.
 */
export interface Decisions {
  /** per-cent promotions: share of the price to give away, 0 none, shape [products] */
  readonly depth?: Float64Array;
  /**
   * promotions by the list `scenario.promotions.depths` then `menu`: 0 none, k the k-th; where above 0 it stands in place of
   * `depth`; shape [products]
   */
  readonly offer?: Float64Array | Int32Array;
  /** the basket's promotion by the same list: 0 none, k the k-th, which must be a spend threshold */
  readonly basketOffer?: number;
  /** regular price over list price, shape [products] */
  readonly price?: Float64Array;
  /**
   * Coupons to send this morning: 0 none, k the k-th of `scenario.promotions.coupons.depths`. Shape [segments], or [shoppers]
   * in shopper fidelity.
   */
  readonly coupon?: Uint8Array | Int32Array;
  /** units to order, whole, >= 0; a place for each supplier of each product: see `orderPlaces`; shape [order places] */
  readonly order?: Float64Array;
  /** money spent on advertising today, shape [channels, segments] */
  readonly adSpend?: Float64Array;
  /** products shown, best place first, -1 an empty place, shape [segments, slots]; no product twice in a segment */
  readonly slate?: Int32Array;
  /** what rivals whose process is `decided` give away, share of the price, shape [rivals, categories] */
  readonly rivalDiscount?: Float64Array;
}
