import {
  type ChoiceData,
  fitConditionalLogit,
  type LogitFit,
  standardErrors,
} from "../../agents/math/conditional-logit.js";
import type { ScenarioInput } from "../../sim/scenario.js";
import { UserError } from "../faults.js";
import { asUserError } from "./as-user-error.js";
import { fitLatentClasses, type LatentClasses } from "./latent-classes.js";
import { type PanelModel, panelAttributes } from "./panel-attributes.js";
import { type Panel, type PanelColumns, pricedOnly, readPanel } from "./panel-csv.js";
import { panelScenario, REFERENCE_MEMORY, type ScenarioSetting } from "./panel-scenario.js";

export interface PanelOptions extends ScenarioSetting {
  /** brand whose constant is 0; default the last one */
  readonly base?: string;
  /** classes of households to try, up to this many; default 3 */
  readonly segments?: number;
  readonly columns?: PanelColumns;
}

export interface Estimate {
  readonly estimate: number;
  /** standard error, from the information at the maximum */
  readonly se: number;
}

export interface PanelCalibration {
  /** conditional logit, price as it stands in the file: brands but the base, `price`, `feat`, `disp` */
  readonly coefficients: Readonly<Record<string, Estimate>>;
  readonly logLikelihood: number;
  readonly purchases: number;
  /** own-price elasticity of each brand's choice at the mean of all columns:  price[j] mean price (1 - P[j]) */
  readonly elasticities: Readonly<Record<string, number>>;
  /** the same model on the logarithm of price, as the simulator takes it; purchases with a price of 0 left out */
  readonly logPrice: {
    readonly coefficients: Readonly<Record<string, Estimate>>;
    readonly logLikelihood: number;
    readonly purchases: number;
  };
  /**
   * households by class, the most price-sensitive first: log-price model with loyalty to the brand bought last, and with
   * gain and loss against remembered prices where they add to the likelihood what chance does once in twenty times
   */
  readonly segments: readonly PanelSegment[];
  /** of the model with these segments */
  readonly segmentLogLikelihood: number;
  /** log-likelihood that gain and loss against remembered prices would add to the log-price model with loyalty, no classes */
  readonly referencePriceGain: number;
  /** Bayesian information criterion by number of classes, 1 first; the segments are those of the smallest */
  readonly bic: readonly number[];
  readonly scenario: ScenarioInput;
}

export interface PanelSegment {
  /** part of the households */
  readonly share: number;
  /** brands but the base, `price` (of its logarithm), `feat`, `disp`, `loyalty`, `gain`, `loss` */
  readonly coefficients: Readonly<Record<string, number>>;
  /** purchases of a household over the whole panel */
  readonly purchases: number;
  /** probability that a household, in the order of their first purchases, is of the class; shape [households] */
  readonly membership: Float64Array;
}

/** Log-likelihood that gain and loss must add to be in the model: half the .95 quantile of chi-square with two degrees. */
const REMEMBERED = 2.996;
/** A class smaller than this, or one that likes high prices, is no segment to simulate. */
const SMALLEST_SEGMENT = 0.05;

/**
 * From a panel of purchases to demand: a conditional logit with standard errors, and a scenario for the simulator in which
 * what the panel tells is estimated and what it cannot tell is assumed, each with its source.
 *
 * @param csvText  columns `id`, `price.<brand>`, `feat.<brand>`, `disp.<brand>`, `choice`; see `readPanel`
 * @throws UserError: exit code 1, listing every fault of the file, or why the model cannot be estimated from it; 2, an
 *   unknown base
 */
export function calibratePanel(csvText: string, options: PanelOptions = {}): PanelCalibration {
  const panel = readPanel(csvText, options.columns);
  const base = options.base ?? panel.brands[panel.brands.length - 1];
  if (!panel.brands.includes(base))
    throw new UserError("panel", [
      {
        code: "unknown",
        path: ["base"],
        message: `found ${base}, expected a brand, one of ${panel.brands.join(", ")}`,
      },
    ]);
  return asUserError("panel", () => calibrate(panel, base, options));
}

function calibrate(panel: Panel, base: string, options: PanelOptions): PanelCalibration {
  const linear = panelAttributes(panel, { base, price: "linear" });
  const linearFit = fitConditionalLogit(linear);
  const priced = pricedOnly(panel);
  const logarithmic = panelAttributes(priced, { base, price: "log" });
  const logarithmicFit = fitConditionalLogit(logarithmic);
  const loyal: PanelModel = { base, price: "log", loyalty: true };
  const remembering: PanelModel = { ...loyal, referenceMemory: REFERENCE_MEMORY };
  const referencePriceGain =
    fitConditionalLogit(panelAttributes(priced, remembering)).logLikelihood -
    fitConditionalLogit(panelAttributes(priced, loyal)).logLikelihood;
  const model = referencePriceGain > REMEMBERED ? remembering : loyal;
  const { segments, logLikelihood, bic } = segmentsOf(priced, model, options.segments ?? 3);
  return {
    coefficients: named(linear, linearFit),
    logLikelihood: linearFit.logLikelihood,
    purchases: linear.choices,
    elasticities: elasticitiesAtMeans(panel, linear, linearFit),
    logPrice: {
      coefficients: named(logarithmic, logarithmicFit),
      logLikelihood: logarithmicFit.logLikelihood,
      purchases: logarithmic.choices,
    },
    segments,
    segmentLogLikelihood: logLikelihood,
    referencePriceGain,
    bic,
    scenario: panelScenario(priced, segments, referencePriceGain, options),
  };
}

function named(data: ChoiceData, { estimates }: LogitFit): Record<string, Estimate> {
  const se = standardErrors(data, estimates);
  return Object.fromEntries(data.names.map((name, k) => [name, { estimate: estimates[k], se: se[k] }]));
}

function elasticitiesAtMeans(panel: Panel, data: ChoiceData, fit: LogitFit): Record<string, number> {
  const parameters = data.names.length;
  const price = data.names.indexOf("price");
  const meanOfCell = panel.brands.map((_, j) =>
    data.names.map((_, k) => {
      let sum = 0;
      for (let n = 0; n < data.choices; n++) sum += data.attributes[(n * data.alternatives + j) * parameters + k];
      return sum / data.choices;
    }),
  );
  const weight = meanOfCell.map((cell) => Math.exp(cell.reduce((u, x, k) => u + x * fit.estimates[k], 0)));
  const total = weight.reduce((sum, w) => sum + w, 0);
  return Object.fromEntries(
    panel.brands.map((brand, j) => [brand, fit.estimates[price] * meanOfCell[j][price] * (1 - weight[j] / total)]),
  );
}

function segmentsOf(panel: Panel, model: PanelModel, most: number) {
  const data = panelAttributes(panel, model);
  const bic: number[] = [];
  let best: LatentClasses | undefined;
  for (let classes = 1; classes <= most; classes++) {
    const found = fitLatentClasses(data, panel.household, classes);
    bic.push(found.bic);
    if (best === undefined || (found.bic < best.bic && isSensible(found, data.names))) best = found;
  }
  const { shares, estimates, choicesEach, membership, logLikelihood } = best!;
  const households = membership.length / shares.length;
  const segments = estimates.map((estimate, c) => ({
    share: shares[c],
    coefficients: Object.fromEntries(data.names.map((name, k) => [name, estimate[k]])),
    purchases: choicesEach[c],
    membership: membership.slice(c * households, (c + 1) * households),
  }));
  segments.sort((a, b) => a.coefficients.price - b.coefficients.price);
  return { segments, logLikelihood, bic };
}

function isSensible({ shares, estimates }: LatentClasses, names: readonly string[]): boolean {
  const price = names.indexOf("price");
  return shares.every((share) => share >= SMALLEST_SEGMENT) && estimates.every((estimate) => estimate[price] < 0);
}
