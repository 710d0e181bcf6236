import { type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import {
  assumedCampaigns,
  assumedCosts,
  assumedDeals,
  assumedProducts,
  assumedVisits,
  logit,
  moneyDigitsOf,
  type Provenance,
  round,
  VISIT_PROBABILITY,
} from "./assumed-shop.js";
import type { BoundedParameter } from "./least-squares-search.js";
import type { WeeklyShelf } from "./weekly-stores.js";

/** What the data say before anything is simulated. */
export interface WeeklyLevels {
  /** of all units, shape [brands] */
  readonly share: readonly number[];
  /** ln units in a featured week, mean over brands; null where no week is featured */
  readonly featLift: number | null;
  /** units of all brands a store and day */
  readonly unitsADay: number;
}

export interface WeeklyNaming {
  readonly name: string;
  readonly category: string;
  readonly source: string;
  readonly currency: string;
}

const INCIDENCE = -1;
const EXTRA_UNITS = -1;
const LOYALTY = 0.4;
/** Losses weigh so many times gains. */
const LOSS_OVER_GAIN = 1.6;
/** Standard deviation of the rival's discount. */
const RIVAL_SPREAD = 0.1;
const START_DATE = "2026-01-05";
const START_DAY_OF_YEAR = 5;
const YEAR = 365.25;
const TYPES = ["bargain-seekers", "brand-buyers"] as const;
const FEATURE = "pull of a feature";
/** Left out of what is looked for where two brands without features leave too few moments for it. */
export const EXTRA_BY_DISCOUNT = "extra units by a discount";
const USUAL_EXTRA = 0.8;
const KEENER = `${TYPES[0]}: price sensitivity`;
const CALMER = `${TYPES[1]}: price sensitivity over theirs`;

/** The parameters of a shelf that weekly sales tell: where the search begins, and how far it may go. */
export function weeklyParameters({ brands, regularPrice }: WeeklyShelf, levels: WeeklyLevels): BoundedParameter[] {
  const within = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));
  const appeal = (type: string, tilt: number) =>
    brands.slice(1).map((brand, i): BoundedParameter => {
      const byShare = Math.log(Math.max(1e-3, levels.share[i + 1]) / Math.max(1e-3, levels.share[0]));
      const start = byShare + tilt * Math.log(regularPrice[0] / regularPrice[i + 1]);
      return { name: `${type}: appeal of ${brand}`, start: within(start, -4, 4), low: -5, high: 5 };
    });
  const feature = { name: FEATURE, start: within(levels.featLift ?? 0, 0.1, 2.5), low: 0, high: 3 };
  return [
    { name: `${TYPES[0]}: part of the shoppers`, start: 0.6, low: 0.1, high: 0.9 },
    { name: KEENER, start: 4.5, low: 0.5, high: 12 },
    { name: CALMER, start: 0.5, low: 0.05, high: 1 },
    ...appeal(TYPES[0], 1.5),
    ...appeal(TYPES[1], -1.5),
    ...(levels.featLift === null ? [] : [feature]),
    { name: "push of a price above the remembered one", start: 1, low: 0, high: 6 },
    { name: "pull of the category's value", start: 0.7, low: 0.02, high: 0.995 },
    ...(levels.featLift === null && brands.length === 2
      ? []
      : [{ name: EXTRA_BY_DISCOUNT, start: USUAL_EXTRA, low: 0, high: 6 }]),
    { name: "how a unit at home holds back", start: 2, low: 0, high: 10 },
    { name: "what a rival's discount draws away", start: 5, low: 0, high: 20 },
    { name: "part of a rival's discount kept a day", start: 0.3, low: 0, high: 0.95 },
    { name: "yearly wave of visits, cosine", start: 0, low: -1.5, high: 1.5 },
    { name: "yearly wave of visits, sine", start: 0, low: -1.5, high: 1.5 },
  ];
}

/**
 * A shelf at parameters in the order of `weeklyParameters`: two types of shoppers, a rival whose discounts shake the
 * weeks, a yearly wave. At cohort fidelity, as store data know no shoppers.
 */
export function weeklyMarketScenario(
  shelf: WeeklyShelf,
  levels: WeeklyLevels,
  parameters: readonly BoundedParameter[],
  at: ArrayLike<number>,
  { name, category }: Pick<WeeklyNaming, "name" | "category">,
): ScenarioInput {
  const value = (title: string) => {
    const k = parameters.findIndex((parameter) => parameter.name === title);
    return k < 0 ? undefined : round(at[k], 4);
  };
  const loss = value("push of a price above the remembered one")!;
  const part = value(`${TYPES[0]}: part of the shoppers`)!;
  const [cosine, sine] = [value("yearly wave of visits, cosine")!, value("yearly wave of visits, sine")!];
  const display = value(FEATURE);
  const moneyDigits = moneyDigitsOf(shelf.regularPrice);
  const perShopper = VISIT_PROBABILITY * (1 / (1 + Math.exp(-INCIDENCE))) * (1 + Math.exp(EXTRA_UNITS));
  return {
    name,
    fidelity: "cohort",
    moneyStep: 10 ** -moneyDigits,
    population: Math.max(1, Math.round(levels.unitsADay / perShopper)),
    horizonDays: 91,
    products: assumedProducts(
      shelf.brands.map((brand, b) => ({
        name: brand,
        category,
        listPrice: round(shelf.regularPrice[b], moneyDigits),
        unitsADay: levels.unitsADay * levels.share[b],
      })),
      moneyDigits,
    ),
    segments: TYPES.map((type, s) => ({
      name: type,
      share: round(100 * (s === 0 ? part : 1 - part), 2),
      visit: { base: round(logit(VISIT_PROBABILITY), 2), storeValue: 0.05 },
      price: {
        sensitivity: round(value(KEENER)! * (s === 0 ? 1 : value(CALMER)!), 4),
        sensitivitySpread: 0,
        gain: round(loss / LOSS_OVER_GAIN, 4),
        loss,
      },
      promotion: display === undefined ? {} : { display: { "percent-off": display } },
      choice: {
        loyalty: LOYALTY,
        tasteSpread: 0,
        appeal: Object.fromEntries(shelf.brands.map((brand) => [brand, value(`${type}: appeal of ${brand}`) ?? 0])),
      },
      category: {
        incidence: INCIDENCE,
        value: value("pull of the category's value"),
        pantry: value("how a unit at home holds back"),
        pantryKeep: 0.95,
        rival: value("what a rival's discount draws away"),
      },
      quantity: { base: EXTRA_UNITS, price: value(EXTRA_BY_DISCOUNT) ?? USUAL_EXTRA },
    })),
    rivals: [
      {
        name: "other-shops",
        process: {
          kind: "autoregressive",
          mean: 0,
          keep: value("part of a rival's discount kept a day"),
          spread: RIVAL_SPREAD,
          chance: 0,
        },
      },
    ],
    calendar: {
      startDate: START_DATE,
      yearly: { amplitude: round(Math.hypot(cosine, sine), 4), peakDay: peakDayOf(cosine, sine) },
    },
  };
}

/** What the fit came to, beside the market. */
export interface WeeklyTold {
  readonly population: number;
  /** what was fitted to what, for the provenance */
  readonly fit: string;
  /** whether quantity by discount was looked for */
  readonly extra: boolean;
}

/** The same as a scenario to run: a store of the mean size, deals to decide on, and where every number comes from. */
export function weeklyScenario(
  market: ScenarioInput,
  shelf: WeeklyShelf,
  levels: WeeklyLevels,
  { source, currency }: WeeklyNaming,
  told: WeeklyTold,
): ScenarioInput {
  const meanPrice = shelf.regularPrice.reduce((sum, price, b) => sum + price * levels.share[b], 0);
  const { campaigns, promotions } = assumedDeals(levels.unitsADay * meanPrice);
  const scenario: ScenarioInput = {
    ...market,
    description: `A shelf after the weekly sales of ${shelf.stores.length} stores, ${source}: ${shelf.brands.length} brands, 2 types of shoppers`,
    provenance: provenance(shelf, source, told),
    currency,
    population: told.population,
    calendar: { ...market.calendar, campaigns },
    promotions,
  };
  scenarioSchema.parse(scenario);
  return scenario;
}

function provenance(shelf: WeeklyShelf, source: string, told: WeeklyTold): Provenance[] {
  const moments = `${source}: simulated moments (McFadden 1989) at cohort fidelity; ${told.fit}; ${shelf.matching}`;
  return [
    { path: "products.listPrice", origin: "estimated", source: `${source}: median price of weeks without a feature` },
    {
      path: "population",
      origin: "estimated",
      source: `${source}: such that the market sells the mean store's ${shelf.salesAUnit === 1 ? "units" : `units, of ${shelf.salesAUnit} each in the file,`} at the visits and the incidence assumed below`,
    },
    {
      path: "segments.share, segments.price.sensitivity, segments.choice.appeal, segments.promotion.display",
      origin: "estimated",
      source: moments,
    },
    {
      path: "segments.price.loss, segments.category.value, segments.category.pantry",
      origin: "estimated",
      source: moments,
    },
    told.extra
      ? { path: "segments.quantity.price", origin: "estimated", source: moments }
      : {
          path: "segments.quantity.price",
          origin: "assumed",
          source: ".8: two brands without features do not tell it from the category's value",
        },
    {
      path: "segments.category.rival, rivals.process.keep",
      origin: "estimated",
      source: `${moments}; week-to-week variation that prices, features and season leave, put down to other shops' prices`,
    },
    { path: "calendar.yearly", origin: "estimated", source: `${moments}; day 0 is the first week of the data` },
    {
      path: "segments.price.gain",
      origin: "assumed",
      source: "losses weigh 1.6 times gains, as in orange juice (Hardie, Johnson and Fader 1993)",
    },
    {
      path: "rivals.process.spread, rivals.process.mean",
      origin: "assumed",
      source: "a discount that moves by .1 about 0: weekly sales tell its effect, not its size",
    },
    assumedVisits,
    {
      path: "segments.category.incidence, segments.category.pantryKeep, segments.quantity.base",
      origin: "assumed",
      source:
        "a unit every thirteen days a household, kept as in the preset orange-juice: store data know sales but no shoppers",
    },
    {
      path: "segments.choice.loyalty, segments.choice.tasteSpread",
      origin: "assumed",
      source:
        "a little loyalty to what was bought last and no spread within a type: store data do not tell them from appeal",
    },
    assumedCosts,
    assumedCampaigns,
  ];
}

/** Day of the year on which a wave of days since the first one is highest. */
function peakDayOf(cosine: number, sine: number): number {
  const sinceStart = (Math.atan2(sine, cosine) / (2 * Math.PI)) * YEAR;
  const day = START_DAY_OF_YEAR - 1 + sinceStart;
  return 1 + Math.floor(((day % YEAR) + YEAR) % YEAR);
}
