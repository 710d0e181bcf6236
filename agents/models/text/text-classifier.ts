import type { Explanation, Finding, LearnedModel, ModelState } from "../model.js";
import { bagOfWords, placesOf, vocabularyOf } from "./bag-of-words.js";
import { fitLogistic } from "./logistic.js";
import { fitNaiveBayes } from "./naive-bayes.js";
import { probabilitiesOf, type TermScores } from "./term-scores.js";
import { languageOf, type TermRules, type TextLanguage, termsOf } from "./tokens.js";

/** Tells the class of a text from the terms in it. */
export interface TextClassifier extends LearnedModel {
  readonly classes: readonly string[];
  /** @param language  default: what `languageOf` tells */
  predict(text: string, language?: TextLanguage): ClassOfText;
}

export interface ClassOfText {
  /** the likeliest, the first of equals */
  readonly label: string;
  /** of the label: what the model believes, which is surer than it should be on texts unlike those it learned from */
  readonly probability: number;
  /** by class, in the order of `classes`; sums to 1 */
  readonly probabilities: Float64Array;
  /** different terms of the text that the model knows; with none of them it tells what is likeliest of any text */
  readonly knownTerms: number;
}

export interface LabelledText {
  readonly text: string;
  readonly label: string;
  /** default: what `languageOf` tells */
  readonly language?: TextLanguage;
}

export interface TextClassifierOptions {
  /** default logistic regression */
  readonly method?: "naive-bayes" | "logistic";
  /** of the classes; default: as the labels first come */
  readonly classes?: readonly string[];
  /** default single words and pairs, and marks */
  readonly rules?: TermRules;
  /** texts that a term must stand in to be known; default 1 */
  readonly least?: number;
  /** of logistic regression, see `fitLogistic`; default 1 */
  readonly strength?: number;
  /** of naive Bayes, see `fitNaiveBayes`; default 1 */
  readonly smoothing?: number;
}

/**
 * @throws RangeError when there are fewer than two classes, a class has no text, a label is none of the classes, or no term is left
 */
export function fitTextClassifier(
  samples: readonly LabelledText[],
  {
    method = "logistic",
    classes = [...new Set(samples.map(({ label }) => label))],
    rules = { longest: 2, marks: true },
    least = 1,
    strength = 1,
    smoothing = 1,
  }: TextClassifierOptions = {},
): TextClassifier {
  if (classes.length < 2) throw new RangeError(`fitTextClassifier: needs at least 2 classes, got ${classes.length}`);
  const labels = Int32Array.from(samples, ({ label }) => classes.indexOf(label));
  const strange = labels.indexOf(-1);
  if (strange >= 0) throw new RangeError(`fitTextClassifier: ${samples[strange].label} is none of the classes`);
  const texts = samples.map(({ text, language = languageOf(text) }) => termsOf(text, language, rules));
  const vocabulary = vocabularyOf(texts, least);
  if (vocabulary.length === 0) throw new RangeError("fitTextClassifier: no term is left to learn from");
  const bag = bagOfWords(texts, placesOf(vocabulary));
  const scores =
    method === "naive-bayes"
      ? fitNaiveBayes(bag, labels, classes.length, smoothing)
      : fitLogistic(bag, labels, classes.length, strength);
  return textClassifier({ classes, rules, vocabulary, scores });
}

/** What a classifier is made of. */
export interface ClassifierParts {
  readonly classes: readonly string[];
  readonly rules: TermRules;
  readonly vocabulary: readonly string[];
  readonly scores: TermScores;
}

/** The classifier of its parts, which it holds and never changes. */
export function textClassifier({ classes, rules, vocabulary, scores }: ClassifierParts): TextClassifier {
  const places = placesOf(vocabulary);
  return {
    classes,
    predict(text, language = languageOf(text)) {
      const probabilities = new Float64Array(classes.length);
      const bag = bagOfWords([termsOf(text, language, rules)], places);
      probabilitiesOf(scores, bag, 0, probabilities);
      const likeliest = probabilities.indexOf(Math.max(...probabilities));
      return {
        label: classes[likeliest],
        probability: probabilities[likeliest],
        probabilities,
        knownTerms: bag.places.length,
      };
    },
    save: () => ({
      classes: [...classes],
      rules: { ...rules },
      vocabulary: [...vocabulary],
      scores: { ...scores, weights: scores.weights.slice(), bias: scores.bias.slice() },
    }),
    explain: () => explanation(classes, vocabulary, scores),
  };
}

/** The classifier of a saved state. */
export function loadTextClassifier(state: ModelState): TextClassifier {
  return textClassifier(state as unknown as ClassifierParts);
}

/** Terms told of each class. */
const TOLD = 10;

/** The terms that speak most for each class, in log-odds a count against the mean of the other classes. */
function explanation(classes: readonly string[], vocabulary: readonly string[], scores: TermScores): Explanation {
  const { terms, weights } = scores;
  const findings = classes.flatMap((label, c): Finding[] => {
    const others = classes.length - 1;
    const odds = vocabulary.map((term, t): Finding => {
      let sum = 0;
      for (let other = 0; other < classes.length; other++) if (other !== c) sum += weights[other * terms + t];
      return { name: `"${term}" for ${label}`, value: weights[c * terms + t] - sum / others, unit: "log-odds" };
    });
    return odds.sort((a, b) => b.value - a.value).slice(0, TOLD);
  });
  return {
    summary: `Tells ${classes.join(", ")} by ${terms} terms.`,
    findings: findings.sort((a, b) => b.value - a.value),
  };
}
