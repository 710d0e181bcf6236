import { type ClassifierParts, type TextClassifier, textClassifier } from "./text-classifier.js";
import type { TermRules } from "./tokens.js";

/**
 * A classifier as a source file can carry it: terms as one text with spaces between them, weights a printable character each,
 * 91 steps from -largest to largest. A step is a fiftieth of the largest weight or less: some texts near a tie change sides.
 */
export interface PackedClassifier {
  readonly classes: readonly string[];
  readonly rules: TermRules;
  readonly bias: readonly number[];
  /** by class, the largest weight in size */
  readonly largest: readonly number[];
  /** by class, a character a term */
  readonly weights: readonly string[];
}

/** The models of a language that come with the lab. */
export interface ShippedModels {
  /** that both know, with spaces between them */
  readonly terms: string;
  readonly sentiment: PackedClassifier;
  readonly intent: PackedClassifier;
}

/** The classifier of a packed one. @param terms  with spaces between them */
export function unpack(terms: string, { classes, rules, bias, largest, weights }: PackedClassifier): TextClassifier {
  const vocabulary = terms.split(" ");
  const count = vocabulary.length;
  const unpacked = new Float64Array(classes.length * count);
  for (let c = 0; c < classes.length; c++) {
    for (let t = 0; t < count; t++)
      unpacked[c * count + t] = ((STEPS.indexOf(weights[c][t]) - MIDDLE) / MIDDLE) * largest[c];
  }
  const scores = { classes: classes.length, terms: count, weights: unpacked, bias: Float64Array.from(bias) };
  return textClassifier({ classes, rules, vocabulary, scores });
}

/**
 * The other way.
 *
 * @param terms    in whose order the weights stand; one that the classifier does not know weighs nothing
 * @param weights  shape [classes, vocabulary] row-major, as the bias in log-odds
 */
export function pack(
  terms: readonly string[],
  { classes, rules, vocabulary, scores }: ClassifierParts,
): PackedClassifier {
  const places = new Map(vocabulary.map((term, place) => [term, place]));
  const rows = classes.map((_, c) => scores.weights.subarray(c * vocabulary.length, (c + 1) * vocabulary.length));
  const largest = rows.map((row) =>
    Number(row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0).toFixed(3)),
  );
  return {
    classes,
    rules,
    bias: Array.from(scores.bias, (bias) => Number(bias.toFixed(3))),
    largest,
    weights: rows.map((row, c) =>
      terms
        .map((term) => {
          const place = places.get(term);
          const step = place === undefined ? 0 : Math.round((row[place] / (largest[c] || 1)) * MIDDLE);
          return STEPS[MIDDLE + Math.max(-MIDDLE, Math.min(MIDDLE, step))];
        })
        .join(""),
    ),
  };
}

/** The printable characters of ASCII from # to ~ without the backslash, which a source file would have to double. */
const STEPS = Array.from({ length: 92 }, (_, i) => String.fromCharCode(35 + i))
  .filter((character) => character !== "\\")
  .join("");
const MIDDLE = 45;
