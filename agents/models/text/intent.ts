import type { ModelState } from "../model.js";
import { requestedObject } from "./requested-object.js";
import {
  fitTextClassifier,
  type LabelledText,
  loadTextClassifier,
  type TextClassifier,
  type TextClassifierOptions,
} from "./text-classifier.js";
import { languageOf, type TextLanguage } from "./tokens.js";

/** What a text is about. A request asks for something to buy; a question asks for anything that no other intent covers. */
export const TEXT_INTENTS = [
  "delivery",
  "price",
  "quality",
  "stock",
  "refund",
  "praise",
  "question",
  "request",
] as const;
export type TextIntent = (typeof TEXT_INTENTS)[number];

export interface IntentOfText {
  readonly intent: TextIntent;
  /** of that intent, as the model believes */
  readonly probability: number;
  /** what a request asks for, in the writer's words; left out where the text does not say or is no request */
  readonly object?: string;
}

/** @param model  whose classes are TEXT_INTENTS */
export function intentBy(model: TextClassifier, text: string, language: TextLanguage = languageOf(text)): IntentOfText {
  const { label, probability } = model.predict(text, language);
  const object = label === "request" ? requestedObject(text, language) : undefined;
  return { intent: label as TextIntent, probability, ...(object !== undefined && { object }) };
}

/** A model of texts whose label is an intent. @throws RangeError as `fitTextClassifier` does */
export function fitIntent(
  samples: readonly (Omit<LabelledText, "label"> & { readonly intent: TextIntent })[],
  options: Omit<TextClassifierOptions, "classes"> = {},
): TextClassifier {
  const labelled = samples.map(({ intent, ...sample }) => ({ ...sample, label: intent }));
  return fitTextClassifier(labelled, { ...options, classes: TEXT_INTENTS });
}

/** The model of a saved state. */
export function loadIntent(state: ModelState): TextClassifier {
  return loadTextClassifier(state);
}
