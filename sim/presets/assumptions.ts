/** What several scenarios assume, with its source: entries of their `provenance`. */
export const ASSUMED = {
  /** of `segments` */
  groceryTrips:
    "1.7 to 2.2 grocery trips a week, over two thirds of the money in the first shop (Food Marketing Institute, U.S. Grocery Shopper Trends 2005-2011)",
  groceryMargin:
    "a cost of 72% of the price, which leaves a gross margin as supermarkets have it (Hoch, Dreze and Purk 1994)",
  /** of the market's response parameters where nothing was estimated */
  tuned: "set so that the realism card's bands hold (docs/realism.md)",
} as const;
