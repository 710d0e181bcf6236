import { tanh } from "../../sim/math/elementary.js";
import { addOuterProducts, affine, multiply } from "./matrix-products.js";

export type Activation = "relu" | "tanh" | "identity";

export interface PerceptronShape {
  /** numbers in each layer: the input first, the output last; at least two */
  readonly widths: readonly number[];
  /** of every layer but the last */
  readonly hidden: Activation;
  /** of the last; default "identity" */
  readonly output?: Activation;
  /** most rows of a batch */
  readonly rows: number;
}

/**
 * A network of dense layers:  x[l] = f[l](W[l] x[l-1] + b[l])
 *
 * All numbers that it learns stand in one array, so that copying a network, clipping its gradient or a step of Adam is one
 * loop over one array: `target.parameters.set(online.parameters)`, `network.parameters.slice()` to save it.
 * `forward` and `backward` allocate nothing. Parameters are 0 at first: see `initialise`.
 */
export interface Perceptron {
  readonly inputs: number;
  readonly outputs: number;
  /** layer by layer, each its weights [outputs, inputs] row-major and then its bias [outputs] */
  readonly parameters: Float64Array;
  /** of a loss, by parameter; `backward` adds to it, the caller sets it to 0 */
  readonly gradient: Float64Array;
  /** the first stands at the input */
  readonly layers: readonly DenseLayer[];
  /**
   * @param input  shape [rows, inputs] or longer; `backward` reads it again, so leave it as it is until then
   * @param rows   how many of them, at most the shape's
   * @returns shape [the most rows, outputs], of which `rows` are filled; overwritten by the next call
   */
  forward(input: Float64Array, rows: number): Float64Array;
  /**
   * Back through the batch of the last `forward`.
   *
   * @param outputGradient  of the loss by the outputs, shape [rows, outputs] or longer; left as it is
   * @param inputGradient   where wanted: of the loss by the input, shape [rows, inputs] or longer, overwritten
   */
  backward(outputGradient: Float64Array, inputGradient?: Float64Array): void;
}

/** One layer; its arrays are views into the network's. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
  /** shape [outputs, inputs] */
  readonly weights: Float64Array;
  /** shape [outputs] */
  readonly bias: Float64Array;
}

/**
 * @throws RangeError when there are fewer than two widths, or a width or `rows` is not a whole number above 0
 * @see Rumelhart, Hinton and Williams (1986), Learning representations by back-propagating errors
 */
export function createPerceptron({ widths, hidden, output = "identity", rows: most }: PerceptronShape): Perceptron {
  if (widths.length < 2) throw new RangeError(`createPerceptron: needs at least 2 widths, got ${widths.length}`);
  for (const width of [...widths, most]) {
    if (!(Number.isInteger(width) && width > 0))
      throw new RangeError(`createPerceptron: needs whole widths and rows above 0, got ${width}`);
  }
  let size = 0;
  for (let l = 1; l < widths.length; l++) size += widths[l] * (widths[l - 1] + 1);
  const parameters = new Float64Array(size);
  const gradient = new Float64Array(size);
  let start = 0;
  const layers = widths.slice(1).map((outputs, l): WorkingLayer => {
    const inputs = widths[l];
    const first = start;
    const bias = first + outputs * inputs;
    start = bias + outputs;
    return {
      inputs,
      outputs,
      activation: l === widths.length - 2 ? output : hidden,
      weights: parameters.subarray(first, bias),
      bias: parameters.subarray(bias, start),
      weightGradient: gradient.subarray(first, bias),
      biasGradient: gradient.subarray(bias, start),
      value: new Float64Array(most * outputs),
      delta: new Float64Array(most * outputs),
      batch: { rows: 0, inputs, outputs },
    };
  });
  const inputs = widths[0];
  const last = layers[layers.length - 1];
  let seen: Float64Array = new Float64Array(0);
  let rows = 0;

  return {
    inputs,
    outputs: last.outputs,
    parameters,
    gradient,
    layers,
    forward(input, rowsNow) {
      if (!(rowsNow <= most) || input.length < rowsNow * inputs)
        throw new RangeError(`forward: ${rowsNow} rows of ${inputs}, at most ${most}; got ${input.length} numbers`);
      seen = input;
      rows = rowsNow;
      let before = input;
      for (let l = 0; l < layers.length; l++) {
        const { batch, weights, bias, value, activation, outputs } = layers[l];
        batch.rows = rows;
        affine(batch, before, weights, bias, value);
        activate(activation, value, rows * outputs);
        before = value;
      }
      return last.value;
    },
    backward(outputGradient, inputGradient) {
      if (outputGradient.length < rows * last.outputs)
        throw new RangeError(`backward: ${rows} rows of ${last.outputs}, got ${outputGradient.length} numbers`);
      for (let i = 0; i < rows * last.outputs; i++) last.delta[i] = outputGradient[i];
      for (let l = layers.length - 1; l >= 0; l--) {
        const { batch, weights, weightGradient, biasGradient, value, delta, activation, outputs } = layers[l];
        timesSlope(activation, value, delta, rows * outputs);
        addOuterProducts(batch, delta, l > 0 ? layers[l - 1].value : seen, weightGradient);
        addColumns(delta, rows, biasGradient);
        if (l > 0) multiply(batch, delta, weights, layers[l - 1].delta);
        else if (inputGradient !== undefined) multiply(batch, delta, weights, inputGradient);
      }
    },
  };
}

interface WorkingLayer extends DenseLayer {
  readonly weightGradient: Float64Array;
  readonly biasGradient: Float64Array;
  /** what it answered, shape [most rows, outputs] */
  readonly value: Float64Array;
  /** gradient by its sums before activation, shape [most rows, outputs] */
  readonly delta: Float64Array;
  /** of the batch in hand */
  readonly batch: { rows: number; readonly inputs: number; readonly outputs: number };
}

function activate(activation: Activation, value: Float64Array, count: number): void {
  if (activation === "relu") {
    // Written this way a NaN stays one, and a diverged network is seen to be.
    for (let i = 0; i < count; i++) if (value[i] < 0) value[i] = 0;
  } else if (activation === "tanh") {
    for (let i = 0; i < count; i++) value[i] = tanh(value[i]);
  }
}

/** delta *= f'(sum), told by f's value alone; relu has slope 0 at 0 */
function timesSlope(activation: Activation, value: Float64Array, delta: Float64Array, count: number): void {
  if (activation === "relu") {
    for (let i = 0; i < count; i++) if (!(value[i] > 0)) delta[i] = 0;
  } else if (activation === "tanh") {
    for (let i = 0; i < count; i++) delta[i] *= 1 - value[i] * value[i];
  }
}

/** out[c] += sum_r matrix[r, c] */
function addColumns(matrix: Float64Array, rows: number, out: Float64Array): void {
  const columns = out.length;
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c] += matrix[r * columns + c];
}
