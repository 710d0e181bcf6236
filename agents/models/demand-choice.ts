import type { Rng } from "../../envs/types.js";
import { exp, log } from "../../sim/math/elementary.js";
import { branch } from "../math/rng.js";
import { type Candidate, type CandidateScore, crossValidate, type Folds } from "./cross-validation.js";
import { type DemandRegression, type DemandRegressionOptions, fitDemandRegression } from "./demand-regression.js";
import { designOf, type SalesRows, salesColumn, type Term } from "./design.js";
import { fitNeuralRegression } from "./neural-regression.js";

/** Ridge penalties that are tried where none are said: none, then from hardly any to as strong as the data. */
export const PENALTIES = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];

/** A form of demand: what the outcome is, and what it looks at. */
export interface DemandForm {
  readonly name: string;
  readonly outcome: "log" | "count";
  readonly terms: readonly Term[];
}

/** The three usual forms: price and rivals' prices as logarithms or as they stand; other terms are the same. */
export function demandForms(prices: readonly string[], others: readonly Term[]): DemandForm[] {
  const logs = prices.map((column): Term => ({ kind: "log", column }));
  const plain = prices.map((column): Term => ({ kind: "column", column }));
  return [
    { name: "log-log", outcome: "log", terms: [...logs, ...others] },
    { name: "semi-log", outcome: "log", terms: [...plain, ...others] },
    { name: "poisson", outcome: "count", terms: [...logs, ...others] },
  ];
}

export interface DemandChoice {
  /** of every form under every penalty, "log-log, penalty 0.01", and of the network; the best first */
  readonly scores: readonly CandidateScore[];
  /** the best of the forms under its penalty, fitted to all rows */
  readonly model: DemandRegression;
  /** its name among the scores */
  readonly name: string;
}

export interface DemandChoiceOptions extends Pick<DemandRegressionOptions, "errors"> {
  readonly folds: Folds;
  /** default PENALTIES */
  readonly penalties?: readonly number[];
  /** there: a perceptron on the first form's regressors competes too, to tell whether the forms miss something */
  readonly network?: { readonly rng: Rng };
}

/**
 * Chooses a form of demand and its ridge penalty by cross-validation. Ridge is there for many or like regressors; where
 * 0 wins nothing is shrunk. The network is scored beside them and never chosen, as it tells no elasticity.
 *
 * @throws RangeError when no form can be fitted, with each one's reason
 */
export function chooseDemand(
  data: SalesRows,
  forms: readonly DemandForm[],
  { folds, penalties = PENALTIES, errors, network }: DemandChoiceOptions,
): DemandChoice {
  const tried = forms.flatMap((form) =>
    penalties.map((penalty) => ({
      name: penalty === 0 ? form.name : `${form.name}, penalty ${penalty}`,
      options: { terms: form.terms, outcome: form.outcome, penalty, errors, untold: "leave out" } as const,
    })),
  );
  const candidates = tried.map(({ name, options }) => regressionCandidate(name, options));
  if (network) candidates.push(networkCandidate("network", forms[0].terms, network.rng));
  const scores = crossValidate(data, candidates, folds);
  const best = scores.find(({ name, loss }) => name !== "network" && loss < Infinity);
  if (best === undefined)
    throw new RangeError(`chooseDemand: ${scores.map(({ name, fault }) => `${name}: ${fault}`).join("; ")}`);
  const { options } = tried.find(({ name }) => name === best.name)!;
  return { scores, name: best.name, model: fitDemandRegression(data, options) };
}

/** A regression as a candidate. */
export function regressionCandidate(name: string, options: DemandRegressionOptions): Candidate {
  return {
    name,
    fit(data) {
      const model = fitDemandRegression(data, options);
      return (asked) => model.predictMean(asked);
    },
  };
}

/**
 * A perceptron on the regressors of a design as a candidate; it learns ln(1 + units), whose mean is brought back to units
 * by smearing.
 */
export function networkCandidate(name: string, terms: readonly Term[], rng: Rng): Candidate {
  const stream = branch(rng);
  return {
    name,
    fit(data) {
      const { names, cells } = designOf(terms, data);
      const targets = salesColumn(data, "units").map((units) => log(1 + units));
      const model = fitNeuralRegression({ names, features: cells, targets }, { rng: stream("network") });
      const fitted = new Float64Array(data.rows);
      model.predict(cells, data.rows, fitted);
      let smear = 0;
      for (let row = 0; row < data.rows; row++) smear += exp(targets[row] - fitted[row]) / data.rows;
      return (asked) => {
        const out = new Float64Array(asked.rows);
        model.predict(designOf(terms, asked).cells, asked.rows, out);
        return out.map((value) => Math.max(0, exp(value) * smear - 1));
      };
    },
  };
}
