import {
  fitTextClassifier,
  type LabelledText,
  type TextClassifier,
  type TextClassifierOptions,
} from "../../agents/models/text/text-classifier.js";
import type { TextLanguage } from "../../agents/models/text/tokens.js";
import type { Column, TextColumn } from "../data/dataset.js";
import { proportionInterval } from "../stats/proportion-interval.js";
import { type Confusion, confusionOf } from "./confusion.js";
import { textColumnOf } from "./read-texts.js";

export interface OwnLabels {
  /** learned from the samples that were not held out */
  readonly model: TextClassifier;
  /** on the samples held out */
  readonly heldOut: Confusion;
  /** samples it learned from */
  readonly learned: number;
}

/** Every fifth sample is held out: the fifth, the tenth, ... */
export const isHeldOut = (sample: number) => sample % 5 === 4;

/** Labels a model may have to tell apart: more are the numbers or names of something else. */
const MOST_LABELS = 50;

/**
 * Learns labels of one's own from four samples of five and tells how well the fifth is told.
 *
 * @throws RangeError saying what is wrong with the labels
 */
export function fitOwnLabels(
  samples: readonly LabelledText[],
  options: Omit<TextClassifierOptions, "classes">,
): OwnLabels {
  const labels = [...new Set(samples.map(({ label }) => label))].sort();
  if (samples.length < 10) throw new RangeError(`at least 10 texts with a label needed, ${samples.length} there`);
  if (labels.length < 2) throw new RangeError(`at least 2 different labels needed, there is only ${labels[0]}`);
  if (labels.length > MOST_LABELS)
    throw new RangeError(
      `${labels.length} different labels, the first ${labels.slice(0, 3).join(", ")}; at most ${MOST_LABELS}`,
    );
  const training = samples.filter((_, sample) => !isHeldOut(sample));
  const unseen = labels.find((label) => !training.some((sample) => sample.label === label));
  if (unseen !== undefined) throw new RangeError(`all texts of label ${unseen} are among the fifth held out`);
  const model = fitTextClassifier(training, { ...options, classes: labels });
  const pairs = samples
    .filter((_, sample) => isHeldOut(sample))
    .map(({ text, label, language }) => [label, model.predict(text, language).label] as const);
  return { model, heldOut: confusionOf(labels, pairs), learned: training.length };
}

/** What a model of labels tells, a row a text. */
export function labelColumns(
  model: TextClassifier,
  texts: TextColumn,
  language: TextLanguage | "auto",
): Map<"predicted_label" | "predicted_probability", Column> {
  const told = texts.values.map((text) => model.predict(text, language === "auto" ? undefined : language));
  return new Map<"predicted_label" | "predicted_probability", Column>([
    ["predicted_label", textColumnOf(Array.from(texts.codes, (code) => told[code].label))],
    [
      "predicted_probability",
      {
        kind: "number",
        values: Float64Array.from(texts.codes, (code) => Number(told[code].probability.toFixed(4))),
      },
    ],
  ]);
}

export interface ShareOfLabel {
  readonly label: string;
  readonly texts: number;
  readonly share: number;
  /** 95% interval of the share among texts like these; that a model errs is not in it */
  readonly low: number;
  readonly high: number;
}

/** How many rows have which label, the commonest first. */
export function sharesOf(labels: TextColumn): ShareOfLabel[] {
  const counts = new Int32Array(labels.values.length);
  for (const code of labels.codes) counts[code] += 1;
  const all = labels.codes.length;
  return labels.values
    .map((label, code) => {
      const [low, high] = proportionInterval(counts[code], all);
      return { label, texts: counts[code], share: counts[code] / all, low, high };
    })
    .sort((a, b) => b.texts - a.texts);
}
