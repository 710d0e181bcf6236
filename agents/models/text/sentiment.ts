import type { ModelState } from "../model.js";
import {
  fitTextClassifier,
  type LabelledText,
  loadTextClassifier,
  type TextClassifier,
  type TextClassifierOptions,
} from "./text-classifier.js";
import type { TextLanguage } from "./tokens.js";

/** -1 unhappy, 0 neither, 1 happy */
export type TextSentiment = -1 | 0 | 1;

/** How happy the writer of a text is. */
export interface SentimentOfText {
  readonly sentiment: TextSentiment;
  /** of that sentiment, as the model believes */
  readonly probability: number;
  /** of 1 less that of -1, from -1 to 1: a text without a sign of either stands near 0 */
  readonly balance: number;
  /** different terms of the text that the model knows; with none of them the rest says nothing */
  readonly knownTerms: number;
}

/** @param model  with the classes "-1", "0" and "1", or "-1" and "1" alone */
export function sentimentBy(model: TextClassifier, text: string, language?: TextLanguage): SentimentOfText {
  const { label, probability, probabilities, knownTerms } = model.predict(text, language);
  const balance = probabilities[model.classes.indexOf("1")] - probabilities[model.classes.indexOf("-1")];
  return { sentiment: Number(label) as TextSentiment, probability, balance, knownTerms };
}

/** A model of texts whose label is a sentiment. @throws RangeError as `fitTextClassifier` does */
export function fitSentiment(
  samples: readonly (Omit<LabelledText, "label"> & { readonly sentiment: TextSentiment })[],
  options: Omit<TextClassifierOptions, "classes"> = {},
): TextClassifier {
  const labelled = samples.map(({ sentiment, ...sample }) => ({ ...sample, label: String(sentiment) }));
  const classes = ["-1", "0", "1"].filter((label) => label !== "0" || labelled.some((sample) => sample.label === "0"));
  return fitTextClassifier(labelled, { ...options, classes });
}

/** The model of a saved state. */
export function loadSentiment(state: ModelState): TextClassifier {
  return loadTextClassifier(state);
}
