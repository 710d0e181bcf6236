import type { Scenario } from "../../sim/scenario.js";
import { mostSensitive } from "./most-sensitive.js";
import { type Estimate, pooled } from "./pooled.js";
import { type Season, type SeasonPlayer, seasonPlayer } from "./season.js";

/** What fixed rules do to whole seasons, in per cent of the season without promotions; null where there is nothing to know. */
export interface SeasonRules {
  /** profit of the shallowest depth in campaigns only, and of the middle depth always; where vendors pay for campaigns */
  readonly campaigns: Estimate | null;
  readonly always: Estimate | null;
  /** where shoppers may leave: of those there now, how many still come in a year, %, without promotions */
  readonly keptAYear: Estimate | null;
  /** revenue, and shoppers there at the end, of the middle depth always */
  readonly revenueOfAlways: Estimate | null;
  readonly shoppersOfAlways: Estimate | null;
  /** profit of coupons to the most price-sensitive segment less that of coupons to all, where there are coupons */
  readonly targeted: Estimate | null;
  /** gain of the former over the latter's; null too where the latter is not above 0 by more than luck */
  readonly targetedRatio: Estimate | null;
  /** part of the units received that is thrown away, %, without promotions; where anything perishes */
  readonly waste: Estimate | null;
}

/**
 * Simple rules on the scenario as it stands, under common luck.
 *
 * @param seeds   replicates
 */
export function measureSeasonRules(scenario: Scenario, seeds: readonly string[]): SeasonRules {
  const { calendar, segments, promotions, products } = scenario;
  const depths = promotions.depths.length > 0;
  const funded = depths && calendar.campaigns.some((campaign) => campaign.vendorFunding > 0);
  const mortal = segments.some((segment) => segment.churn !== null);
  const couponed = promotions.coupons !== null && segments.length > 1;
  const perishing = products.some((product) => product.shelfLifeDays !== null);
  const player = seasonPlayer(scenario);
  const seasons = (needed: boolean, play: (player: SeasonPlayer, seed: string) => Season) =>
    needed ? seeds.map((seed) => play(player, seed)) : null;
  const deep = middle(promotions.depths);
  const everybody = segments.map(() => 1);
  const keenest = segments.map((_, s) => +(s === mostSensitive(scenario)));
  const couponDepth = middle(promotions.coupons?.depths ?? []);

  const never = seasons(funded || mortal || couponed || perishing, ({ promote }, seed) => promote(seed, "never", 0));
  const campaigns = seasons(funded, ({ promote }, seed) => promote(seed, "campaigns", 0));
  const always = seasons(funded || (mortal && depths), ({ promote }, seed) => promote(seed, "always", deep));
  const blanket = seasons(couponed, ({ sendCoupons }, seed) => sendCoupons(seed, everybody, couponDepth));
  const targeted = seasons(couponed, ({ sendCoupons }, seed) => sendCoupons(seed, keenest, couponDepth));

  const over = (arm: Season[] | null, figure: (season: Season) => number) =>
    arm && never && pooled(pairs(arm, never, figure), ([a, b]) => (100 * (a - b)) / Math.abs(b));
  const rows =
    never && blanket && targeted && never.map(({ profit }, r) => [profit, blanket[r].profit, targeted[r].profit]);
  const gain = over(blanket, profitOf);
  return {
    campaigns: funded ? over(campaigns, profitOf) : null,
    always: funded ? over(always, profitOf) : null,
    keptAYear: never && mortal ? keptAYear(never) : null,
    revenueOfAlways: mortal ? over(always, ({ revenue }) => revenue) : null,
    shoppersOfAlways: mortal ? over(always, ({ active }) => active) : null,
    targeted: rows && pooled(rows, ([none, all, some]) => (100 * (some - all)) / Math.abs(none)),
    targetedRatio:
      rows && gain && gain.value > 2 * gain.se
        ? pooled(rows, ([none, all, some]) => (some - none) / (all - none))
        : null,
    waste: never && perishing ? waste(never) : null,
  };
}

/** Index of the middle of a list, the first of two; of depths, rising, the shallower. */
export function middle(list: readonly unknown[]): number {
  return Math.floor((list.length - 1) / 2);
}

const profitOf = ({ profit }: Season) => profit;

function pairs(a: readonly Season[], b: readonly Season[], figure: (season: Season) => number): number[][] {
  return a.map((season, r) => [figure(season), figure(b[r])]);
}

/** By the days that shoppers were there and how many left: (1 - left / days)^365. */
function keptAYear(seasons: readonly Season[]): Estimate {
  return pooled(
    seasons.map(({ churned, shopperDays }) => [churned, shopperDays]),
    ([churned, days]) => 100 * Math.exp(365 * Math.log1p(-churned / days)),
  );
}

/** null where nothing came in */
function waste(seasons: readonly Season[]): Estimate | null {
  if (seasons.every(({ received }) => received === 0)) return null;
  return pooled(
    seasons.map(({ expired, received }) => [expired, received]),
    ([expired, received]) => (100 * expired) / received,
  );
}
