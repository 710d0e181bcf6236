import { exp, log } from "../../sim/math/elementary.js";

/*
 * Losses of a batch: each answers the mean over its `count` numbers or rows and writes the gradient of that mean, ready for
 * a network's `backward`. None allocates.
 */

/**
 * Half the mean squared error:  (1 / count) sum (predicted - target)^2 / 2
 *
 * @param gradient  shape [count] or longer, overwritten
 */
export function squaredLoss(
  predicted: Float64Array,
  target: Float64Array,
  count: number,
  gradient: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const error = predicted[i] - target[i];
    sum += error * error;
    gradient[i] = error / count;
  }
  return sum / (2 * count);
}

/**
 * Squared near 0 and linear beyond `bend`, so that an outlier pulls no harder than `bend`:
 *   (1 / count) sum { e^2 / 2 where |e| <= bend, else bend (|e| - bend / 2) }
 *
 * @param bend      in the target's unit, above 0
 * @param gradient  shape [count] or longer, overwritten
 * @see Huber (1964), Robust estimation of a location parameter
 */
export function huberLoss(
  predicted: Float64Array,
  target: Float64Array,
  count: number,
  bend: number,
  gradient: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const error = predicted[i] - target[i];
    const size = Math.abs(error);
    sum += size <= bend ? (error * error) / 2 : bend * (size - bend / 2);
    gradient[i] = Math.min(bend, Math.max(-bend, error)) / count;
  }
  return sum / count;
}

/**
 * Mean of  -ln p[label]  with p the softmax of a row's logits.
 *
 * @param logits    shape [rows, classes] or longer
 * @param labels    shape [rows] or longer, 0 .. classes - 1
 * @param gradient  by the logits, shape [rows, classes] or longer, overwritten:  (p - 1{label}) / rows
 * @see Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.2.2.3
 */
export function softmaxCrossEntropy(
  logits: Float64Array,
  labels: Int32Array,
  rows: number,
  classes: number,
  gradient: Float64Array,
): number {
  let loss = 0;
  for (let r = 0; r < rows; r++) {
    const first = r * classes;
    let highest = logits[first];
    for (let c = 1; c < classes; c++) highest = Math.max(highest, logits[first + c]);
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const part = exp(logits[first + c] - highest);
      gradient[first + c] = part;
      sum += part;
    }
    for (let c = 0; c < classes; c++) gradient[first + c] /= sum * rows;
    const label = first + labels[r];
    gradient[label] -= 1 / rows;
    loss += log(sum) + highest - logits[label];
  }
  return loss / rows;
}
