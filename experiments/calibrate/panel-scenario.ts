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
/** Over which a panel of this kind is collected, where its file has no dates. */
const PANEL_DAYS = 730;
const DAYS_OF_STOCK = 14;
const COST_SHARE = 0.72;

/**
 * The panel's estimates as a scenario. Brands become products at their median price, classes become segments with their
 * utilities at those prices; provenance names what the panel cannot tell and where the value comes from instead.
 */
export function panelScenario(
  panel: Panel,
  segments: readonly PanelSegment[],
  { name = "panel", category = "category", source = "the panel", priceScale = 1, currency = "\u00a4" }: ScenarioSetting,
): ScenarioInput {
  const regular = panel.brands.map((_, j) => medianPrice(panel, j) * priceScale);
  const moneyDigits = Math.max(2, Math.ceil(2 - Math.log10(Math.min(...regular))));
  const listPrice = regular.map((price) => round(price, moneyDigits));
  const population = 1000;
  const unitsEach = population * VISIT_PROBABILITY * 0.25;
  return {
    name,
    description: `Estimated from ${source}: ${panel.brands.length} brands, ${segments.length} classes of households`,
    provenance: provenance(panel, segments, source),
    currency,
    moneyStep: 10 ** -moneyDigits,
    population,
    horizonDays: 91,
    products: panel.brands.map((brand, j) => ({
      name: brand,
      category,
      listPrice: listPrice[j],
      unitCost: round(COST_SHARE * listPrice[j], 2),
      holdingCost: round(0.001 * listPrice[j], 4),
      orderingCost: round(0.5 * Math.max(...listPrice), 2),
      leadTimeDays: 2,
      caseSize: 12,
      maxCases: 20,
      initialStock: 12 * Math.ceil((DAYS_OF_STOCK * unitsEach * shareOf(panel, j)) / 12),
      salvageValue: round(0.5 * COST_SHARE * listPrice[j], 2),
    })),
    segments: segments.map(({ share, coefficients, purchases }, index) => ({
      name: `class-${index + 1}`,
      share: round(100 * share, 1),
      visit: { base: round(logit(VISIT_PROBABILITY), 2) },
      price: { sensitivity: round(Math.max(0, -coefficients.price), 2), sensitivitySpread: 0, gain: 0, loss: 0 },
      promotion: { display: { "percent-off": round(coefficients.feat ?? coefficients.disp ?? 0, 2) } },
      choice: {
        loyalty: round(coefficients.loyalty, 2),
        tasteSpread: 0,
        appeal: appealAtListPrice(panel.brands, coefficients, listPrice),
      },
      category: { incidence: round(incidence(purchases), 2), value: 0.6, pantry: 1, pantryKeep: 0.93 },
      quantity: { base: -1.2, price: 1.1 },
    })),
    calendar: {
      campaigns: [
        { name: "trade-deal-1", firstDay: 21, lastDay: 34, visitLift: 0.15, vendorFunding: 0.15, depthLimit: 0.3 },
        { name: "trade-deal-2", firstDay: 63, lastDay: 76, visitLift: 0.15, vendorFunding: 0.15, depthLimit: 0.3 },
      ],
    },
    promotions: { depths: [0.1, 0.2, 0.3], everyday: { depthLimit: 0.3, coolDownDays: 7 } },
  };
}

function provenance(panel: Panel, segments: readonly PanelSegment[], source: string): ScenarioInput["provenance"] {
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
      source: "0: a price below or above the remembered one acts through the estimated price sensitivity alone",
    },
    {
      path: "segments.visit",
      origin: "assumed",
      source:
        "a visit probability of .20 a day: 1.7 to 2.2 grocery trips a week, over two thirds of the money in the first shop (Food Marketing Institute, U.S. Grocery Shopper Trends 2005-2011); memory as in docs/model.md",
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
        "about three quarters of the own-price elasticity from brand choice, the rest from incidence and quantity (Bell, Chiang and Padmanabhan 1999)",
    },
    {
      path: "segments.category.pantry, segments.category.pantryKeep",
      origin: "assumed",
      source: "consumption that grows with what is at home (Ailawadi and Neslin 1998)",
    },
    {
      path: "products.unitCost, products.holdingCost, products.orderingCost, products.salvageValue",
      origin: "assumed",
      source:
        "72% of the price, the order of supermarkets' gross margins (Hoch, Dreze and Purk 1994); .1% of the price a day; half the dearest price an order; half the cost",
    },
    {
      path: "calendar.campaigns, promotions",
      origin: "assumed",
      source: "two trade deals of two weeks in which the vendor pays 15% of the list price of a promoted unit",
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
