import type { ScenarioInput } from "../../sim/scenario.js";
import { median } from "../stats/descriptive.js";
import {
  assumedCampaigns,
  assumedCosts,
  assumedDeals,
  assumedProducts,
  assumedVisits,
  logit,
  moneyDigitsOf,
  round,
  VISIT_PROBABILITY,
} from "./assumed-shop.js";
import type { PanelSegment } from "./panel.js";
import type { Panel } from "./panel-csv.js";

export interface ScenarioSetting {
  /** default "panel" */
  readonly name?: string;
  /** what the brands are, default "category" */
  readonly category?: string;
  /** the data, as the provenance cites it; default "the panel" */
  readonly source?: string;
  /** what a unit of the file's prices is in the scenario's money; default 1: prices as they stand in the file */
  readonly priceScale?: number;
  /** sign of the money unit; default "\u00a4", no currency in particular, as the file does not say */
  readonly currency?: string;
}

/** Part of a remembered price kept at a purchase when looking for reference prices, and in the scenario at a visit. */
export const REFERENCE_MEMORY = 0.85;
/** Over which a panel of this kind is collected, where its file has no dates. */
const USUAL_DAYS = 730;
/** What the provenance says of tastes as the likelihood has them. */
export const NO_SPREAD = "; no taste spread within a class";
/** Units of the category a visit, buying or not: about what the assumed incidence and quantity come to. */
const TYPICAL_UNITS = 0.25;

/**
 * The panel's estimates as a scenario. Brands become products at their median price, classes become segments with their
 * utilities at those prices; provenance names what the panel cannot tell and where the value comes from instead.
 *
 * @param referenceGain  log-likelihood that reference prices would add
 */
export function panelScenario(
  panel: Panel,
  segments: readonly PanelSegment[],
  referenceGain: number,
  { name = "panel", category = "category", source = "the panel", priceScale = 1, currency = "\u00a4" }: ScenarioSetting,
): ScenarioInput {
  const regular = panel.brands.map((_, j) => medianPrice(panel, j) * priceScale);
  const moneyDigits = moneyDigitsOf(regular);
  const listPrice = regular.map((price) => round(price, moneyDigits));
  const population = 1000;
  const unitsADay = population * VISIT_PROBABILITY * TYPICAL_UNITS;
  const meanPrice = listPrice.reduce((sum, price, j) => sum + price * shareOf(panel, j), 0);
  const { campaigns, promotions } = assumedDeals(unitsADay * meanPrice);
  return {
    name,
    description: `Estimated from ${source}: ${panel.brands.length} brands, ${segments.length} classes of households`,
    provenance: provenance(panel, segments, referenceGain, source),
    currency,
    moneyStep: 10 ** -moneyDigits,
    population,
    horizonDays: 91,
    products: assumedProducts(
      panel.brands.map((brand, j) => ({
        name: brand,
        category,
        listPrice: listPrice[j],
        unitsADay: unitsADay * shareOf(panel, j),
      })),
      moneyDigits,
    ),
    segments: segments.map(({ share, coefficients, purchases }, index) => ({
      name: `class-${index + 1}`,
      share: round(100 * share, 1),
      visit: { base: round(logit(VISIT_PROBABILITY), 2), storeValue: 0.05 },
      price: {
        sensitivity: round(Math.max(0, -coefficients.price), 2),
        sensitivitySpread: 0,
        ...referencePull(coefficients),
      },
      promotion: { display: { "percent-off": round(coefficients.feat ?? coefficients.disp ?? 0, 2) } },
      choice: {
        loyalty: round(coefficients.loyalty, 2),
        tasteSpread: 0,
        appeal: appealAtListPrice(panel.brands, coefficients, listPrice),
      },
      category: {
        incidence: round(incidence(purchases / panelDays(panel)), 2),
        value: 0.4,
        pantry: 2,
        pantryKeep: 0.95,
      },
      quantity: { base: -1.2, price: 0.8 },
    })),
    calendar: { campaigns },
    promotions,
  };
}

function provenance(
  panel: Panel,
  segments: readonly PanelSegment[],
  referenceGain: number,
  source: string,
): ScenarioInput["provenance"] {
  const households = new Set(panel.household).size;
  const remembered = segments[0].coefficients.gain !== undefined;
  const logitSource = `${source}: ${panel.chosen.length} purchases of ${households} households; log-price logit with loyalty to the brand bought last, ${segments.length} latent classes (Kamakura and Russell 1989)`;
  return [
    { path: "products.listPrice", origin: "estimated", source: `${source}: median price of each brand` },
    { path: "segments.share", origin: "estimated", source: logitSource },
    { path: "segments.price.sensitivity", origin: "estimated", source: logitSource },
    {
      path: "segments.choice",
      origin: "estimated",
      source: `${logitSource}; utilities at list prices, the base brand's 0${NO_SPREAD}`,
    },
    {
      path: "segments.promotion.display",
      origin: "estimated",
      source: `${logitSource}: coefficient of ${panel.feat ? "an advertisement" : panel.disp ? "a display" : "neither display nor advertisement, as the panel has none"}`,
    },
    remembered
      ? {
          path: "segments.price.gain, segments.price.loss",
          origin: "estimated",
          source: `${logitSource}; relative distance below and above prices remembered by ${REFERENCE_MEMORY}, which add ${referenceGain.toFixed(1)} to the log-likelihood of the model without classes; 0 where it is below`,
        }
      : {
          path: "segments.price.gain, segments.price.loss",
          origin: "assumed",
          source: `0: beside loyalty, prices remembered by ${REFERENCE_MEMORY} would add ${referenceGain.toFixed(1)} to the log-likelihood of the model without classes, for two parameters more`,
        },
    assumedVisits,
    {
      path: "segments.category.incidence",
      origin: "assumed",
      source: `purchases a household over ${panelTime(panel)}, at .20 visits a day`,
    },
    {
      path: "segments.category.value, segments.quantity",
      origin: "assumed",
      source:
        "set so that about a third of the units a promotion adds are switched from other brands (van Heerde, Gupta and Wittink 2003)",
    },
    {
      path: "segments.category.pantry, segments.category.pantryKeep",
      origin: "assumed",
      source:
        "set so that a fifth to a third of the units a promotion adds are missing later, as consumption grows with what is at home (Ailawadi and Neslin 1998)",
    },
    assumedCosts,
    assumedCampaigns,
  ];
}

function referencePull({ gain = 0, loss = 0 }: PanelSegment["coefficients"]) {
  return { gain: round(Math.max(0, gain), 2), loss: round(Math.max(0, loss), 2) };
}

/** Utility of each brand at its list price, less that of the base: only differences between brands matter. */
function appealAtListPrice(
  brands: readonly string[],
  coefficients: PanelSegment["coefficients"],
  listPrice: readonly number[],
): Record<string, number> {
  const base = brands.findIndex((brand) => coefficients[brand] === undefined);
  return Object.fromEntries(
    brands.map((brand, j) => [
      brand,
      round((coefficients[brand] ?? 0) + coefficients.price * Math.log(listPrice[j] / listPrice[base]), 2),
    ]),
  );
}

/** Days over which the panel was collected: from its first purchase to its last, or what is usual where it has no dates. */
export function panelDays({ day }: Panel): number {
  if (day === null) return USUAL_DAYS;
  return 1 + day.reduce((most, one) => Math.max(most, one)) - day.reduce((least, one) => Math.min(least, one));
}

/** The same in words. */
export function panelTime(panel: Panel): string {
  const days = panelDays(panel);
  return panel.day === null ? `${days} days, the time a panel of this kind is collected over` : `its ${days} days`;
}

function incidence(purchasesADay: number): number {
  return logit(Math.min(0.9, Math.max(0.02, purchasesADay / VISIT_PROBABILITY)));
}

function medianPrice({ price, brands }: Panel, brand: number): number {
  return median(price.filter((_, cell) => cell % brands.length === brand));
}

function shareOf({ chosen }: Panel, brand: number): number {
  return chosen.filter((found) => found === brand).length / chosen.length;
}
