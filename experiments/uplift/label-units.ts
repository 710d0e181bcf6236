/** Promoted units that a shopper bought of one product on one day, and what became of them. Whole units. */
export interface PromotedLine {
  readonly product: number;
  /** place in MECHANICS */
  readonly mechanic: number;
  readonly units: number;
  /** bought of the same product anyway */
  subsidised: number;
  /** bought in place of another product of the category */
  switched: number;
  /** taken from the shopper's own later purchases in the category; below 0 where she goes on to buy more */
  timing: number;
  /** the rest; below 0 where she loses more than she gained */
  expanded: number;
}

/**
 * Labels the promoted units of one shopper, category and day. For every line, exactly:
 *
 *     units = subsidised + switched + timing + expanded
 *
 * What she buys without the promotion is matched first to what she buys now at the regular price, then to promoted units
 * of the same product (subsidised), then to those of others (switched). What is left of it, and what the category lacks
 * in the days after, is timing, matched first in first out; where it exceeds the units there are to match, or is a gain,
 * the last line (of a gain the first) bears it, so that expanded sums to the units the category gains in all.
 *
 * @param lines     in the order they were bought; labels are overwritten
 * @param regular   units bought now at the regular price, by product
 * @param baseline  units bought on the same day without the promotion, by product; used up
 * @param lacking   category units of the days after: without the promotion less with it
 */
export function labelUnits(
  lines: readonly PromotedLine[],
  regular: ReadonlyMap<number, number>,
  baseline: Map<number, number>,
  lacking: number,
): void {
  for (const [product, units] of regular) take(baseline, product, units);
  for (const line of lines) line.subsidised = take(baseline, line.product, line.units);
  for (const line of lines) {
    line.switched = 0;
    for (const product of baseline.keys())
      if (product !== line.product)
        line.switched += take(baseline, product, line.units - line.subsidised - line.switched);
  }
  let owed = lacking;
  for (const units of baseline.values()) owed += units;
  lines.forEach((line, index) => {
    const rest = line.units - line.subsidised - line.switched;
    line.timing = index === lines.length - 1 ? owed : Math.min(rest, owed);
    line.expanded = rest - line.timing;
    owed -= line.timing;
  });
}

/** Takes up to so many units of a product; answers how many there were. */
function take(units: Map<number, number>, product: number, most: number): number {
  const taken = Math.min(units.get(product) ?? 0, most);
  if (taken > 0) units.set(product, units.get(product)! - taken);
  return taken;
}
