import type { ScenarioInput } from "../../sim/scenario.js";
import { median } from "../stats/descriptive.js";
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

/** Visits to one shop a household and day: 1.7 to 2.2 shopping trips a week, over two thirds of the money in one shop. */
const VISIT_PROBABILITY = 0.2;
/** Part of a remembered price kept at a purchase when looking for reference prices, and in the scenario at a visit. */
export const REFERENCE_MEMORY = 0.85;
/** Over which a panel of this kind is collected, where its file has no dates. */
const PANEL_DAYS = 730;
/** Units of the category a visit, buying or not: about what the assumed incidence and quantity come to. */
const TYPICAL_UNITS = 0.25;
const DAYS_OF_STOCK = 14;
const COST_SHARE = 0.72;
const DEAL_DAYS = 14;
/** Part of a trade deal's sales at list price that may be given away. */
const BUDGET_SHARE = 0.3;

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
  const moneyDigits = Math.max(2, Math.ceil(2 - Math.log10(Math.min(...regular))));
  const listPrice = regular.map((price) => round(price, moneyDigits));
  const population = 1000;
  const unitsADay = population * VISIT_PROBABILITY * TYPICAL_UNITS;
  const meanPrice = listPrice.reduce((sum, price, j) => sum + price * shareOf(panel, j), 0);
  const deal = {
    visitLift: 0.15,
    vendorFunding: 0.12,
    depthLimit: 0.3,
    budget: Number((BUDGET_SHARE * DEAL_DAYS * unitsADay * meanPrice).toPrecision(1)),
  };
  return {
    name,
    description: `Estimated from ${source}: ${panel.brands.length} brands, ${segments.length} classes of households`,
    provenance: provenance(panel, segments, referenceGain, source),
    currency,
    moneyStep: 10 ** -moneyDigits,
    population,
    horizonDays: 91,
    products: panel.brands.map((brand, j) => ({
      name: brand,
      category,
      listPrice: listPrice[j],
      unitCost: round(COST_SHARE * listPrice[j], moneyDigits),
      holdingCost: round(0.001 * listPrice[j], moneyDigits + 2),
      orderingCost: round(0.5 * Math.max(...listPrice), moneyDigits),
      leadTimeDays: 2,
      caseSize: 12,
      maxCases: 15,
      initialStock: 12 * Math.ceil((DAYS_OF_STOCK * unitsADay * shareOf(panel, j)) / 12),
      salvageValue: round(0.75 * COST_SHARE * listPrice[j], moneyDigits),
    })),
    segments: segments.map(({ share, coefficients, purchases }, index) => ({
      name: `class-${index + 1}`,
      share: round(100 * share, 1),
      visit: { base: round(logit(VISIT_PROBABILITY), 2), storeValue: 0.05 },
      price: { sensitivity: round(Math.max(0, -coefficients.price), 2), sensitivitySpread: 0, gain: 0, loss: 0 },
      promotion: { display: { "percent-off": round(coefficients.feat ?? coefficients.disp ?? 0, 2) } },
      choice: {
        loyalty: round(coefficients.loyalty, 2),
        tasteSpread: 0,
        appeal: appealAtListPrice(panel.brands, coefficients, listPrice),
      },
      category: { incidence: round(incidence(purchases), 2), value: 0.4, pantry: 2, pantryKeep: 0.95 },
      quantity: { base: -1.2, price: 0.8 },
    })),
    calendar: {
      campaigns: [
        { name: "trade-deal-1", firstDay: 21, lastDay: 20 + DEAL_DAYS, ...deal },
        { name: "trade-deal-2", firstDay: 63, lastDay: 62 + DEAL_DAYS, ...deal },
      ],
    },
    promotions: { depths: [0.1, 0.2, 0.3], everyday: { depthLimit: 0.3, coolDownDays: 7 } },
  };
}

function provenance(
  panel: Panel,
  segments: readonly PanelSegment[],
  referenceGain: number,
  source: string,
): ScenarioInput["provenance"] {
  const households = new Set(panel.household).size;
  const logitSource = `${source}: ${panel.chosen.length} purchases of ${households} households; log-price logit with loyalty to the brand bought last, ${segments.length} latent classes (Kamakura and Russell 1989)`;
  return [
    { path: "products.listPrice", origin: "estimated", source: `${source}: median price of each brand` },
    { path: "segments.share", origin: "estimated", source: logitSource },
    { path: "segments.price.sensitivity", origin: "estimated", source: logitSource },
    {
      path: "segments.choice",
      origin: "estimated",
      source: `${logitSource}; utilities at list prices, the base brand's 0; no taste spread within a class`,
    },
    {
      path: "segments.promotion.display",
      origin: "estimated",
      source: `${logitSource}: coefficient of ${panel.feat ? "an advertisement" : panel.disp ? "a display" : "neither display nor advertisement, as the panel has none"}`,
    },
    {
      path: "segments.price.gain, segments.price.loss",
      origin: "assumed",
      source: `0: beside loyalty, prices remembered by ${REFERENCE_MEMORY} would add ${referenceGain.toFixed(1)} to the log-likelihood of the model without classes, for two parameters more`,
    },
    {
      path: "segments.visit",
      origin: "assumed",
      source:
        "a visit probability of .20 a day: 1.7 to 2.2 grocery trips a week, over two thirds of the money in the first shop (Food Marketing Institute, U.S. Grocery Shopper Trends 2005-2011); a category is a small part of why a store is visited, storeValue .05; memory as in docs/model.md",
    },
    {
      path: "segments.category.incidence",
      origin: "assumed",
      source: `purchases a household over ${PANEL_DAYS} days, the time a panel of this kind is collected over, at .20 visits a day`,
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
    {
      path: "products.unitCost, products.holdingCost, products.orderingCost, products.salvageValue",
      origin: "assumed",
      source:
        "a cost of 72% of the price, which leaves a gross margin as supermarkets have it (Hoch, Dreze and Purk 1994); .1% of the price a day; half the dearest price an order; three quarters of the cost",
    },
    {
      path: "calendar.campaigns, promotions",
      origin: "assumed",
      source: "two trade deals of two weeks in which the vendor pays 12% of the list price of a promoted unit",
    },
  ];
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

function incidence(purchases: number): number {
  return logit(Math.min(0.9, Math.max(0.02, purchases / PANEL_DAYS / VISIT_PROBABILITY)));
}

function medianPrice({ price, brands }: Panel, brand: number): number {
  return median(price.filter((_, cell) => cell % brands.length === brand));
}

function shareOf({ chosen }: Panel, brand: number): number {
  return chosen.filter((found) => found === brand).length / chosen.length;
}

const logit = (probability: number) => Math.log(probability / (1 - probability));

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
