import type { Rng } from "../../envs/types.js";
import { createAdam } from "../math/adam.js";
import { initialiseWeights } from "../math/initialise-weights.js";
import { squaredLoss } from "../math/losses.js";
import { createPerceptron, type Perceptron } from "../math/multilayer-perceptron.js";
import { branch } from "../math/rng.js";
import { shuffleRows } from "../math/shuffle-rows.js";
import type { Explanation, Finding, LearnedModel, ModelState } from "./model.js";

/**
 * A number told from others by a perceptron of relu layers:  y = mean + deviation network((x - means) / deviations)
 *
 * `explain` tells how much worse the held-out rows are predicted when one feature's values are dealt out anew among them
 * (Breiman 2001, section 10; Fisher, Rudin and Dominici 2019).
 */
export interface NeuralRegression extends LearnedModel {
  readonly names: readonly string[];
  /** mean squared error over the rows held out, in the target's unit squared */
  readonly heldOutError: number;
  /** variance of the target over the rows held out: the error of who tells their mean */
  readonly heldOutVariance: number;
  /** passes over the data until the best one, from 1 */
  readonly epochs: number;
  /**
   * @param features  shape [rows, features] row-major
   * @param out       shape [rows], overwritten
   */
  predict(features: Float64Array, rows: number, out: Float64Array): void;
}

export interface RegressionRows {
  /** of the features, each once */
  readonly names: readonly string[];
  /** shape [rows, names] row-major */
  readonly features: Float64Array;
  /** shape [rows] */
  readonly targets: Float64Array;
}

export interface NeuralRegressionOptions {
  readonly rng: Rng;
  /** widths of the hidden layers; default [32, 32] */
  readonly hidden?: readonly number[];
  /** default 0.003 */
  readonly learningRate?: number;
  /** rows of a step; default 32 */
  readonly batch?: number;
  /** share of the rows held out to tell when to stop, above 0 and below 1; default 0.2 */
  readonly heldOut?: number;
  /** most passes over the data; default 200 */
  readonly mostEpochs?: number;
  /** passes without a better held-out error before it stops; default 20 */
  readonly patience?: number;
}

/**
 * Adam on mini-batches; keeps the parameters of the pass that predicted the held-out rows best.
 *
 * @throws RangeError when the shapes differ, a number is not finite, or there are fewer than 10 rows
 * @see Prechelt (1998), Early stopping - but when?
 */
export function fitNeuralRegression(
  data: RegressionRows,
  {
    rng,
    hidden = [32, 32],
    learningRate = 0.003,
    batch = 32,
    heldOut: heldOutShare = 0.2,
    mostEpochs = 200,
    patience = 20,
  }: NeuralRegressionOptions,
): NeuralRegression {
  const { names, features, targets } = data;
  const width = names.length;
  const count = targets.length;
  check(data);
  if (!(heldOutShare > 0 && heldOutShare < 1))
    throw new RangeError(`fitNeuralRegression: needs a held-out share above 0 and below 1, got ${heldOutShare}`);
  const stream = branch(rng);
  const order = Int32Array.from({ length: count }, (_, row) => row);
  shuffleRows(order, stream("split"));
  const held = Math.min(count - 1, Math.max(1, Math.round(heldOutShare * count)));
  const heldOutRows = order.slice(0, held);
  const trainingRows = order.slice(held);

  const scale = scaleOf(data, trainingRows);
  const widths = [width, ...hidden, 1];
  const network = createPerceptron({ widths, hidden: "relu", rows: Math.max(batch, PREDICTED_AT_ONCE) });
  initialiseWeights(network, stream("weights"), { scheme: "he", outputGain: 0.1 });
  const scaled = new Float64Array(features.length);
  for (let row = 0; row < count; row++) standardise(scale, features, row, scaled, row);
  const heldOut = gather(scaled, targets, heldOutRows, width);
  const heldOutVariance = varianceOf(heldOut.targets);

  const adam = createAdam(network.parameters.length, { learningRate });
  const shuffling = stream("batches");
  const input = new Float64Array(batch * width);
  const target = new Float64Array(batch);
  const outward = new Float64Array(batch);
  const best = network.parameters.slice();
  let heldOutError = Infinity;
  let epochs = 0;
  for (let epoch = 1; epoch <= mostEpochs && epoch - epochs <= patience; epoch++) {
    shuffleRows(trainingRows, shuffling);
    for (let first = 0; first < trainingRows.length; first += batch) {
      const rows = Math.min(batch, trainingRows.length - first);
      for (let r = 0; r < rows; r++) {
        const row = trainingRows[first + r];
        for (let i = 0; i < width; i++) input[r * width + i] = scaled[row * width + i];
        target[r] = (targets[row] - scale.targetMean) / scale.targetDeviation;
      }
      squaredLoss(network.forward(input, rows), target, rows, outward);
      network.gradient.fill(0);
      network.backward(outward);
      adam.step(network.parameters, network.gradient);
    }
    const error = mean(squaredErrors(network, scale, heldOut));
    if (error < heldOutError) {
      heldOutError = error;
      epochs = epoch;
      best.set(network.parameters);
    }
  }
  if (epochs === 0) throw new RangeError(`fitNeuralRegression: diverged, needs a learning rate below ${learningRate}`);
  network.parameters.set(best);
  const findings = importances(network, scale, names, heldOut, stream("importance"));
  return wrap({ names, widths, parameters: best, scale, findings, heldOutError, heldOutVariance, epochs });
}

/** The model of a saved state. */
export function loadNeuralRegression(state: ModelState): NeuralRegression {
  return wrap(state as unknown as Saved);
}

interface Saved {
  readonly names: readonly string[];
  readonly widths: readonly number[];
  readonly parameters: Float64Array;
  readonly scale: Scale;
  readonly findings: readonly Finding[];
  readonly heldOutError: number;
  readonly heldOutVariance: number;
  readonly epochs: number;
}

/** Rows of a forward pass of `predict`: their activations fit the processor's nearest memory. */
const PREDICTED_AT_ONCE = 32;
/** Times that each feature's values are dealt out anew. */
const DEALS = 5;

function wrap(saved: Saved): NeuralRegression {
  const { names, widths, parameters, scale, findings, heldOutError, heldOutVariance, epochs } = saved;
  const network = createPerceptron({ widths, hidden: "relu", rows: PREDICTED_AT_ONCE });
  network.parameters.set(parameters);
  const width = names.length;
  const input = new Float64Array(PREDICTED_AT_ONCE * width);
  return {
    names,
    heldOutError,
    heldOutVariance,
    epochs,
    predict(features, rows, out) {
      if (features.length < rows * width || out.length < rows)
        throw new RangeError(
          `predict: ${rows} rows of ${width}, got ${features.length} numbers, room for ${out.length}`,
        );
      for (let first = 0; first < rows; first += PREDICTED_AT_ONCE) {
        const now = Math.min(PREDICTED_AT_ONCE, rows - first);
        for (let r = 0; r < now; r++) standardise(scale, features, first + r, input, r);
        const told = network.forward(input, now);
        for (let r = 0; r < now; r++) out[first + r] = scale.targetMean + scale.targetDeviation * told[r];
      }
    },
    save: () => ({
      ...saved,
      names: [...names],
      widths: [...widths],
      parameters: network.parameters.slice(),
      scale: { ...scale, means: scale.means.slice(), deviations: scale.deviations.slice() },
      findings: findings.map((finding) => ({ ...finding })),
    }),
    explain(): Explanation {
      const explained = heldOutVariance > 0 ? 1 - heldOutError / heldOutVariance : 0;
      return {
        summary: `A perceptron ${widths.join("-")} explains ${(100 * explained).toFixed(1)}% of the variance of rows held out, after ${epochs} passes.`,
        findings,
      };
    },
  };
}

interface Scale {
  /** shape [features] */
  readonly means: Float64Array;
  /** shape [features], 1 for a feature that never varies */
  readonly deviations: Float64Array;
  readonly targetMean: number;
  readonly targetDeviation: number;
}

function check({ names, features, targets }: RegressionRows): void {
  if (targets.length < 10) throw new RangeError(`fitNeuralRegression: needs at least 10 rows, got ${targets.length}`);
  if (names.length < 1) throw new RangeError("fitNeuralRegression: needs at least 1 feature, got 0");
  if (features.length !== targets.length * names.length)
    throw new RangeError(
      `fitNeuralRegression: ${targets.length} rows of ${names.length} features, got ${features.length} numbers`,
    );
  for (const numbers of [features, targets]) {
    const strange = numbers.findIndex((number) => !Number.isFinite(number));
    if (strange >= 0) throw new RangeError(`fitNeuralRegression: needs finite numbers, got ${numbers[strange]}`);
  }
}

/** Means and deviations over the rows trained on alone, so that those held out stay unseen. */
function scaleOf({ names, features, targets }: RegressionRows, rows: Int32Array): Scale {
  const spread = (value: (row: number) => number) => {
    const values = Float64Array.from(rows, value);
    return { mean: mean(values), deviation: Math.sqrt(varianceOf(values)) || 1 };
  };
  const columns = names.map((_, i) => spread((row) => features[row * names.length + i]));
  const target = spread((row) => targets[row]);
  return {
    means: Float64Array.from(columns, (column) => column.mean),
    deviations: Float64Array.from(columns, (column) => column.deviation),
    targetMean: target.mean,
    targetDeviation: target.deviation,
  };
}

function standardise(scale: Scale, from: Float64Array, row: number, to: Float64Array, place: number): void {
  const width = scale.means.length;
  for (let i = 0; i < width; i++)
    to[place * width + i] = (from[row * width + i] - scale.means[i]) / scale.deviations[i];
}

/** Rows with their features standardised and their targets as they were given. */
interface Rows {
  readonly features: Float64Array;
  readonly targets: Float64Array;
}

function gather(features: Float64Array, targets: Float64Array, rows: Int32Array, width: number): Rows {
  const gathered = new Float64Array(rows.length * width);
  rows.forEach((row, r) => {
    gathered.set(features.subarray(row * width, (row + 1) * width), r * width);
  });
  return { features: gathered, targets: Float64Array.from(rows, (row) => targets[row]) };
}

function squaredErrors(network: Perceptron, scale: Scale, { features, targets }: Rows): Float64Array {
  const errors = new Float64Array(targets.length);
  for (let first = 0; first < targets.length; first += PREDICTED_AT_ONCE) {
    const rows = Math.min(PREDICTED_AT_ONCE, targets.length - first);
    const told = network.forward(features.subarray(first * network.inputs), rows);
    for (let r = 0; r < rows; r++) {
      const error = scale.targetMean + scale.targetDeviation * told[r] - targets[first + r];
      errors[first + r] = error * error;
    }
  }
  return errors;
}

/**
 * By feature, the rise of the mean squared error over the rows held out, as a share of their variance, the largest first. The interval is
 * of the mean over rows, each row's rise itself a mean over the deals.
 */
function importances(network: Perceptron, scale: Scale, names: readonly string[], heldOut: Rows, rng: Rng): Finding[] {
  const width = names.length;
  const rows = heldOut.targets.length;
  const variance = varianceOf(heldOut.targets) || 1;
  const usual = squaredErrors(network, scale, heldOut);
  const dealt = Int32Array.from({ length: rows }, (_, row) => row);
  const features = heldOut.features.slice();
  const findings = names.map((name, i): Finding => {
    const rise = new Float64Array(rows);
    for (let deal = 0; deal < DEALS; deal++) {
      shuffleRows(dealt, rng);
      for (let r = 0; r < rows; r++) features[r * width + i] = heldOut.features[dealt[r] * width + i];
      const errors = squaredErrors(network, scale, { features, targets: heldOut.targets });
      for (let r = 0; r < rows; r++) rise[r] += (errors[r] - usual[r]) / (DEALS * variance);
    }
    for (let r = 0; r < rows; r++) features[r * width + i] = heldOut.features[r * width + i];
    const value = mean(rise);
    const margin = 1.96 * Math.sqrt(varianceOf(rise) / Math.max(1, rows - 1));
    return { name, value, unit: "share of variance", low: value - margin, high: value + margin };
  });
  return findings.sort((a, b) => b.value - a.value);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

function varianceOf(values: Float64Array): number {
  const middle = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - middle) * (values[i] - middle);
  return sum / values.length;
}
