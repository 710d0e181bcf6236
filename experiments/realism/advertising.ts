import { type Estimate, pooled } from "./pooled.js";
import { sold, type TrialShop } from "./trial-shop.js";

/** Part of a channel's saturation that is spent on every segment and day before more is spent. */
const USUAL = 0.25;
const MORE = 1.5;
const WEEK = 7;
/** Spending that has stood this long counts as permanent; units are then counted over four weeks. */
const SETTLED = 56;
const COUNTED = 28;

export interface AdvertisingElasticities {
  /** half as much again in a week: that week's units */
  readonly week: Estimate;
  /** half as much again for good: units once it has stood for eight weeks */
  readonly permanent: Estimate;
}

/**
 * Advertising elasticities of the shop's units as arcs, ln(units after / before) / ln(spending after / before), from a
 * quarter of each channel's saturation on (less where the most that may be spent forbids it), in all channels and segments.
 *
 * @returns null where nothing can be advertised
 */
export function measureAdvertising(shops: readonly TrialShop[]): AdvertisingElasticities | null {
  const { channels, maxSpend } = shops[0].scenario.advertising;
  if (channels.length === 0) return null;
  const sums = shops.map((shop) => {
    const everything = Array.from(shop.categoryOf, (_, p) => p);
    const spending = (factor: number) =>
      Float64Array.from(
        channels.flatMap(({ saturation }) =>
          shop.scenario.segments.map(() => factor * Math.min(USUAL * saturation, maxSpend / MORE)),
        ),
      );
    const usual = spending(1);
    const more = spending(MORE);
    const days = SETTLED + COUNTED;
    const plain = shop.advertise(() => usual, days);
    const week = shop.advertise((day) => (day < SETTLED ? usual : more), SETTLED + WEEK);
    const always = shop.advertise(() => more, days);
    return [
      sold(plain, SETTLED, SETTLED + WEEK, everything),
      sold(week, SETTLED, SETTLED + WEEK, everything),
      sold(plain, SETTLED, days, everything),
      sold(always, SETTLED, days, everything),
    ];
  });
  const ratio = Math.log(MORE);
  return {
    week: pooled(sums, ([before, after]) => Math.log(after / before) / ratio),
    permanent: pooled(sums, ([, , before, after]) => Math.log(after / before) / ratio),
  };
}
