import { createRng } from "../../agents/math/rng.js";
import { fitIntent, type TextIntent } from "../../agents/models/text/intent.js";
import { pack, type ShippedModels } from "../../agents/models/text/packed.js";
import { fitSentiment } from "../../agents/models/text/sentiment.js";
import type { ClassifierParts, TextClassifier } from "../../agents/models/text/text-classifier.js";
import type { TextLanguage } from "../../agents/models/text/tokens.js";
import { templates } from "../../sim/messages.js";
import { chinese } from "./chinese.js";
import { type CorpusSentence, sentencesOf } from "./corpus.js";
import { english } from "./english.js";

/**
 * How the models that come with the lab are fitted: chosen by accuracy over patterns left out, and for terms few enough
 * to ship.
 */
export const TRAINING = {
  method: "logistic",
  strength: 3,
  least: 4,
  rules: { longest: 2, marks: true },
} as const;

/**
 * The sentences that the models of a language learn from, the same every time. None is a message of the simulator's, whatever
 * product it names: the models are tested on those.
 */
export function trainingSentences(language: TextLanguage): CorpusSentence[] {
  const messages = templates.map(({ sentence }) => new RegExp(`^${escaped(sentence).replace(SLOT, ".+")}$`, "iu"));
  return sentencesOf(language === "en" ? english : chinese, createRng(`text/${language}`)).filter(
    ({ text }) => !messages.some((message) => message.test(text)),
  );
}

const SLOT = /\\\{\w+\\\}/g;
const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** A model of sentiment and one of intent, of sentences of one language. */
export function trainModels(
  sentences: readonly CorpusSentence[],
  language: TextLanguage,
): { readonly sentiment: TextClassifier; readonly intent: TextClassifier } {
  const about = sentences.flatMap(({ text, intent }) =>
    intent === undefined ? [] : [{ text, language, intent: intent as TextIntent }],
  );
  return {
    sentiment: fitSentiment(
      sentences.map(({ text, sentiment }) => ({ text, language, sentiment })),
      TRAINING,
    ),
    intent: fitIntent(about, TRAINING),
  };
}

/** The models of a language as they are shipped. Of Chinese ones the terms depend on the engine's dictionary. */
export function packedModels(language: TextLanguage): ShippedModels {
  const { sentiment, intent } = trainModels(trainingSentences(language), language);
  const parts = [sentiment, intent].map((model) => model.save() as unknown as ClassifierParts);
  const terms = [...new Set(parts.flatMap(({ vocabulary }) => vocabulary))].sort();
  return { terms: terms.join(" "), sentiment: pack(terms, parts[0]), intent: pack(terms, parts[1]) };
}

/** The source file of a language's models. */
export function shippedSource(language: TextLanguage): string {
  const name = language === "en" ? "English" : "Chinese";
  const models = JSON.stringify(packedModels(language), null, 2);
  return `import type { ShippedModels } from "./packed.js";

/** Made by \`npm run train:text\` from the sentences in experiments/text. */
// biome-ignore format: as it was made
export const shipped${name}: ShippedModels = ${models};
`;
}
