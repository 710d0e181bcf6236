import type { Rng } from "../../envs/types.js";
import type { Perceptron } from "./multilayer-perceptron.js";

/**
 * How first weights are drawn, so that a batch keeps its spread from layer to layer; biases are 0 but for `spread`.
 *
 * - he: normal of variance gain^2 / inputs, for relu (gain sqrt 2)
 * - glorot: uniform of variance gain^2 2 / (inputs + outputs), for tanh and identity (gain 1)
 * - orthogonal: gain times a matrix of orthonormal rows or columns, whichever are fewer, uniform among those (gain sqrt 2
 *   for relu, 1 for others)
 * - spread: uniform within gain / sqrt(inputs), biases too (gain 1). A relu network without biases grows with the length of its
 *   input, f(2x) = 2 f(x): of a small input it can say nothing large, and it takes what lies far out for worth the most
 */
export type WeightScheme = "he" | "glorot" | "orthogonal" | "spread";

/**
 * Draws all weights of a network anew.
 *
 * @param gain        of every layer but the last; default by the scheme and the layer's activation
 * @param outputGain  of the last layer; a small one (0.01) starts a policy near uniform
 * @see He et al. (2015), Delving deep into rectifiers, equation 10; Glorot and Bengio (2010), equation 16;
 *   Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear dynamics of learning, section 3
 */
export function initialiseWeights(
  network: Perceptron,
  rng: Rng,
  { scheme, gain, outputGain }: { scheme: WeightScheme; gain?: number; outputGain?: number },
): void {
  network.layers.forEach(({ weights, bias, inputs, outputs, activation }, l) => {
    const last = l === network.layers.length - 1;
    const usual = (scheme === "he" || scheme === "orthogonal") && activation === "relu" ? Math.SQRT2 : 1;
    const factor = (last ? outputGain : gain) ?? usual;
    bias.fill(0);
    if (scheme === "orthogonal") {
      fillOrthogonal(weights, outputs, inputs, rng);
      for (let i = 0; i < weights.length; i++) weights[i] *= factor;
    } else if (scheme === "spread") {
      const limit = factor / Math.sqrt(inputs);
      for (let i = 0; i < weights.length; i++) weights[i] = limit * (2 * rng.uniform() - 1);
      for (let i = 0; i < bias.length; i++) bias[i] = limit * (2 * rng.uniform() - 1);
    } else if (scheme === "he") {
      const deviation = factor / Math.sqrt(inputs);
      for (let i = 0; i < weights.length; i++) weights[i] = deviation * rng.normal();
    } else {
      const limit = factor * Math.sqrt(6 / (inputs + outputs));
      for (let i = 0; i < weights.length; i++) weights[i] = limit * (2 * rng.uniform() - 1);
    }
  });
}

/**
 * Orthonormal rows where there are no more rows than columns, else orthonormal columns: normal vectors, each freed of its
 * parts along those before it, twice, as once leaves rounding errors in.
 *
 * @param out  shape [rows, columns], overwritten
 */
function fillOrthogonal(out: Float64Array, rows: number, columns: number, rng: Rng): void {
  const vectors = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  /** from one vector to the next, and from one entry of it to the next */
  const [vectorStep, entryStep] = rows <= columns ? [columns, 1] : [1, columns];
  for (let v = 0; v < vectors; v++) {
    const start = v * vectorStep;
    for (let i = 0; i < length; i++) out[start + i * entryStep] = rng.normal();
    for (let round = 0; round < 2; round++) {
      for (let earlier = 0; earlier < v; earlier++) {
        const other = earlier * vectorStep;
        const along = dot(start, other);
        for (let i = 0; i < length; i++) out[start + i * entryStep] -= along * out[other + i * entryStep];
      }
      const scale = 1 / Math.sqrt(dot(start, start));
      for (let i = 0; i < length; i++) out[start + i * entryStep] *= scale;
    }
  }

  function dot(a: number, b: number): number {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += out[a + i * entryStep] * out[b + i * entryStep];
    return sum;
  }
}
