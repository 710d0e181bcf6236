import type { Key } from "./math/key.js";

/** What a day is for shoppers before they look at a shelf; the market fills it in every morning. */
export interface Today {
  /** key of this episode's day */
  readonly key: Key;
  /** index of the day; 0 is the first scored one */
  day: number;
  /**
   * added to the log-odds of every visit: season, the campaign by the segment's response, advertising, rivals, notice of a
   * flash sale; shape [segments]
   */
  readonly visitLift: Float64Array;
  /** added to the log-odds of buying in a category on a visit: rivals' discounts there; shape [segments, categories] */
  readonly incidenceLift: Float64Array;
  /** sum over channels of the adstock, which draws new shoppers into lost ones' places; shape [segments] */
  readonly adstock: Float64Array;
  /** whether the end of warm-up has been marked, so that the dial acts */
  anchored: boolean;
}
