import type { ScenarioInput } from "../../sim/scenario.js";
import { median } from "../stats/descriptive.js";
import { asUserError } from "./as-user-error.js";
import { logit, type Provenance, round } from "./assumed-shop.js";
import { shopOfGivenPrices } from "./given-prices.js";
import type { SearchOptions } from "./least-squares-search.js";
import { calibratePanel, type PanelCalibration, type PanelOptions } from "./panel.js";
import { type Panel, pricedOnly, readPanel } from "./panel-csv.js";
import { playPanel, type ShelfState } from "./panel-market.js";
import { type PurchaseHistory, panelMoments, panelStatistic, panelSums } from "./panel-moments.js";
import { NO_SPREAD, panelDays, panelTime } from "./panel-scenario.js";
import { likelyPaths, storePaths, untoldShelves } from "./shelf-paths.js";
import { fitSimulatedMoments, type MomentFit, type MomentParameter, type MomentProblem } from "./simulated-moments.js";

export interface PanelFitOptions extends SearchOptions {
  /** the data, as the provenance cites it; default "the panel" */
  readonly source?: string;
  /** names the luck of market and bootstrap; default "1" */
  readonly seed?: string;
  /** households simulated to look at one set of parameters; default 1200: about a tenth of a second */
  readonly households?: number;
  /** what a unit of the file's prices is in the scenario's money; default 1 */
  readonly priceScale?: number;
}

export interface PanelMarketOptions extends PanelOptions, Omit<PanelFitOptions, "priceScale" | "source"> {}

/** What both stages found. */
export interface PanelMarketCalibration {
  readonly likelihood: PanelCalibration;
  /** null where there are fewer than 20 households; the scenario is then the likelihood's alone */
  readonly fit: MomentFit | null;
  /** as of `PanelFit` */
  readonly untold: string | null;
  readonly scenario: ScenarioInput;
}

/**
 * From a panel to a scenario whole: `calibratePanel`, then `fitPanelMoments` on top of it.
 *
 * @throws UserError as `calibratePanel`
 */
export function calibratePanelMarket(csvText: string, options: PanelMarketOptions = {}): PanelMarketCalibration {
  const likelihood = calibratePanel(csvText, options);
  const panel = pricedOnly(readPanel(csvText, options.columns));
  if (new Set(panel.household).size < FEWEST_HOUSEHOLDS)
    return { likelihood, fit: null, untold: null, scenario: likelihood.scenario };
  return { likelihood, ...fitPanelMoments(panel, likelihood, options) };
}

export interface PanelFit {
  readonly fit: MomentFit;
  /** why the category's value and the pantry are assumed, and what would tell them; null where the panel tells them */
  readonly untold: string | null;
  /** the scenario of the panel's likelihood, with what its moments tell beside it */
  readonly scenario: ScenarioInput;
}

const HOUSEHOLDS = 1200;
/** Shoppers that meet the same prices: a store's; where those are not known fewer, as every household of a panel met its own. */
const SHOPPERS_A_STORE = 30;
const SHOPPERS_A_HOUSEHOLD = 12;
/** Fewer households say too little of how far chance moves their moments. */
export const FEWEST_HOUSEHOLDS = 20;
/** A panel leaves out households that buy less than its least; not at more than this part of the mean, where few would be left. */
const FEWEST_OF_MEAN = 0.6;
/** Simulations a parameter that the search may take. */
const EVALUATIONS = 20;

/**
 * What a panel tells beside the likelihood of its choices, by simulated moments: how often classes buy, how far tastes
 * within a class spread, how much of the likelihood's loyalty is only that, and by how much all classes' appeals must move
 * for the brands to keep their shares once tastes spread; where it is known what shelves showed, how the category's value draws
 * and how stock at home holds back; with units, how many are taken. All other estimates of the likelihood stay as they are.
 *
 * The market's prices are those of the panel's stores. Where they are known at purchases only, nothing tells how often low prices
 * went by without a purchase: the pull of the category's value and the pantry are then assumed, prices stand for as long as
 * makes purchases meet them as often as the panel's do (`likelyPaths`), and how often classes buy is found beside all that,
 * without an interval.
 */
export function fitPanelMoments(
  panel: Panel,
  likelihood: Pick<PanelCalibration, "segments" | "scenario">,
  options: PanelFitOptions = {},
): PanelFit {
  const { seed = "1", source = "the panel" } = options;
  const { untold, problem, scenarioAt } = panelProblem(panel, likelihood, options);
  const evaluations = EVALUATIONS * problem.parameters.length;
  const fit = asUserError("panel", () => fitSimulatedMoments(problem, seed, { evaluations, ...options }));
  const scenario = scenarioAt(fit.parameters.map(({ estimate }) => estimate));
  return { fit, untold, scenario: { ...scenario, provenance: provenance(likelihood.scenario, panel, untold, source) } };
}

/** What `fitPanelMoments` fits: the panel's moments, and a market that makes the same ones at any values of the parameters. */
export function panelProblem(
  panel: Panel,
  { segments, scenario: start }: Pick<PanelCalibration, "segments" | "scenario">,
  { seed = "1", households = HOUSEHOLDS, priceScale = 1 }: PanelFitOptions = {},
) {
  const brands = panel.brands.length;
  const days = panelDays(panel);
  const histories = historiesOf(
    panel,
    segments.map(({ membership }) => membership),
  );
  const medians = panel.brands.map((_, b) => median(panel.price.filter((_, cell) => cell % brands === b)));
  const untold = untoldShelves(panel, days);
  const parameters = panelParameters(start, panel, untold === null);
  const at = (values: ArrayLike<number>) => scenarioAt(start, parameters, values);
  const population = untold === null ? SHOPPERS_A_STORE : SHOPPERS_A_HOUSEHOLD;
  const shelves = { days, count: Math.max(2, Math.round(households / population)), priceScale };
  const paths = untold === null ? storePaths(panel, shelves) : likelyPaths(panel, shelves, chanceOfBuying(start));
  const mean = panel.chosen.length / histories.length;
  const fewest = Math.min(FEWEST_OF_MEAN * mean, ...histories.map(({ chosen }) => chosen.length));
  const scaled = medians.map((price) => price * priceScale);
  const problem: MomentProblem = {
    parameters,
    moments: panelMoments(panel.brands, segments.length, untold === null),
    statistic: panelStatistic(brands, segments.length),
    data: histories.map((history) => panelSums(history, medians)),
    simulate(values) {
      const shop = shopOfGivenPrices({ ...at(values), population });
      return paths.flatMap((path, r) =>
        playPanel(shop, { path, fewest, luck: `${seed}/${r}` }).map((history) => panelSums(history, scaled)),
      );
    },
  };
  return { problem, untold, scenarioAt: at };
}

/** Chance that a visitor buys at what a shelf shows, as `segments.category` has it, tastes and pantries at their means. */
function chanceOfBuying({ segments, products }: ScenarioInput): (state: ShelfState) => number {
  const sizes = segments.reduce((sum, { share }) => sum + share, 0);
  const worth = ({ price, promotion, choice }: Segment, prices: ArrayLike<number>, feat: ArrayLike<number>) =>
    Math.log(
      products.reduce((sum, { name, listPrice }, b) => {
        const off = Math.log(listPrice / prices[b]);
        const featured = feat[b] * (promotion?.display?.["percent-off"] ?? 0);
        return sum + Math.exp((choice?.appeal?.[name] ?? 0) + (price?.sensitivity ?? 0) * off + featured);
      }, 0),
    );
  const lists = products.map(({ listPrice }) => listPrice);
  const plain = products.map(() => 0);
  const usual = segments.map((segment) => worth(segment, lists, plain));
  return ({ price, feat }) =>
    segments.reduce((sum, segment, c) => {
      const { incidence = 0, value = 0 } = segment.category ?? {};
      const odds = incidence + value * (worth(segment, price, feat) - usual[c]);
      return sum + segment.share / sizes / (1 + Math.exp(-odds));
    }, 0);
}

type Segment = ScenarioInput["segments"][number];

/** The panel household by household, in the order of their first purchases. */
function historiesOf(
  { brands, household, chosen, price, feat, day, units }: Panel,
  membership: readonly Float64Array[],
) {
  const rows = new Map<string, number[]>();
  household.forEach((name, n) => {
    const own = rows.get(name);
    if (own) own.push(n);
    else rows.set(name, [n]);
  });
  const width = brands.length;
  const cells = (table: Float64Array, own: readonly number[]) =>
    own.flatMap((n) => [...table.subarray(n * width, (n + 1) * width)]);
  return [...rows.values()].map(
    (own, h): PurchaseHistory => ({
      chosen: own.map((n) => chosen[n]),
      price: cells(price, own),
      feat: feat === null ? new Float64Array(own.length * width) : cells(feat, own),
      day: day && own.map((n) => day[n]),
      units: units && own.map((n) => units[n]),
      membership: membership.map((members) => members[h]),
    }),
  );
}

const SPREAD = "spread of tastes within a class";
const LOYALTY = "loyalty over the likelihood's";
const VALUE = "pull of the category's value";
const PANTRY = "how a unit at home holds back";
const EXTRA = "log of extra units at list price";
const EXTRA_OFF = "extra units by a discount";
const shiftOf = (brand: string) => `appeal of ${brand} beside the likelihood's`;
const incidenceOf = (c: number) => `class ${c + 1}: log-odds of buying on a visit`;

function panelParameters({ segments, products }: ScenarioInput, { units }: Panel, shelves: boolean): MomentParameter[] {
  const within = (value: number) => Math.max(-8, Math.min(3, value));
  return [
    ...segments.map(({ category }, c) => {
      const start = within(category?.incidence ?? logit(0.25));
      const [low, high] = [within(start - 4), within(start + 4) + 1];
      return { name: incidenceOf(c), start, low, high, besideAssumed: !shelves };
    }),
    { name: SPREAD, start: 1.2, low: 0, high: 3 },
    { name: LOYALTY, start: 0.7, low: 0, high: 1.5 },
    ...products.slice(1).map(({ name }) => ({ name: shiftOf(name), start: 0, low: -2.5, high: 2.5 })),
    ...(shelves
      ? [
          { name: VALUE, start: 0.4, low: 0.02, high: 0.995 },
          { name: PANTRY, start: 2, low: 0, high: 12 },
        ]
      : []),
    ...(units === null
      ? []
      : [
          { name: EXTRA, start: -1.2, low: -5, high: 1.5 },
          { name: EXTRA_OFF, start: 0.8, low: 0, high: 6 },
        ]),
  ];
}

function scenarioAt(
  start: ScenarioInput,
  parameters: readonly MomentParameter[],
  values: ArrayLike<number>,
): ScenarioInput {
  const value = (name: string) => {
    const k = parameters.findIndex((parameter) => parameter.name === name);
    return k < 0 ? undefined : round(values[k], 4);
  };
  return {
    ...start,
    segments: start.segments.map((segment, c) => ({
      ...segment,
      choice: {
        ...segment.choice,
        tasteSpread: value(SPREAD),
        appeal: Object.fromEntries(
          Object.entries(segment.choice?.appeal ?? {}).map(([brand, appeal]) => [
            brand,
            round(appeal + (value(shiftOf(brand)) ?? 0), 4),
          ]),
        ),
        loyalty: round((segment.choice?.loyalty ?? 0) * value(LOYALTY)!, 4),
      },
      category: {
        ...segment.category,
        incidence: value(incidenceOf(c)),
        value: value(VALUE) ?? segment.category?.value,
        pantry: value(PANTRY) ?? segment.category?.pantry,
      },
      quantity: {
        base: value(EXTRA) ?? segment.quantity?.base,
        price: value(EXTRA_OFF) ?? segment.quantity?.price,
      },
    })),
  };
}

/** Where the numbers come from once the moments have told what they tell; what the likelihood told stands. */
function provenance(
  { provenance: before = [] }: ScenarioInput,
  panel: Panel,
  untold: string | null,
  source: string,
): Provenance[] {
  const households = new Set(panel.household).size;
  const moments = `${source}: simulated moments (McFadden 1989) of ${households} households, the likelihood's estimates given`;
  const estimated = (path: string, from: string): Provenance => ({ path, origin: "estimated", source: from });
  return before.flatMap((entry) => {
    switch (entry.path) {
      case "segments.choice":
        return [
          {
            ...entry,
            path: "segments.choice.appeal",
            source: `${entry.source.replace(NO_SPREAD, "")}; moved by brand, all classes alike, so that simulated shares are the panel's`,
          },
          estimated(
            "segments.choice.loyalty, segments.choice.tasteSpread",
            `${moments}; the likelihood's loyalty times what is left of it beside tastes that differ within a class`,
          ),
        ];
      case "segments.category.incidence":
        return [
          untold === null
            ? estimated(
                entry.path,
                `${moments}: purchases of a household over ${panelTime(panel)}, at the .20 visits a day assumed`,
              )
            : {
                ...entry,
                source: `set so that simulated households buy as often as the panel's over ${panelTime(panel)}, at the .20 visits a day, the category's value and the pantry assumed: ${untold}`,
              },
        ];
      case "segments.category.value, segments.quantity":
        return [
          untold !== null
            ? { ...entry, path: "segments.category.value", source: `${untold}: ${entry.source}` }
            : estimated("segments.category.value", `${moments}: days between purchases`),
          panel.units === null
            ? { ...entry, path: "segments.quantity" }
            : estimated("segments.quantity", `${moments}: units a purchase, on deal and not`),
        ];
      case "segments.category.pantry, segments.category.pantryKeep":
        return untold !== null
          ? [{ ...entry, source: `${untold}: ${entry.source}` }]
          : [
              estimated("segments.category.pantry", `${moments}: days between purchases`),
              { ...entry, path: "segments.category.pantryKeep" },
            ];
      default:
        return [entry];
    }
  });
}
