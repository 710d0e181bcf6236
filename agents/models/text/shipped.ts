import { type IntentOfText, intentBy } from "./intent.js";
import { unpack } from "./packed.js";
import { type SentimentOfText, sentimentBy } from "./sentiment.js";
import { shippedChinese } from "./shipped-chinese.js";
import { shippedEnglish } from "./shipped-english.js";
import type { TextClassifier } from "./text-classifier.js";
import { languageOf, type TextLanguage } from "./tokens.js";

/**
 * How happy the writer of a text is, by the models that come with the lab. They know what people write to a shop and little
 * else; docs/text.md says how often they are right.
 *
 * @param language  default: what `languageOf` tells
 */
export function sentimentOf(text: string, language: TextLanguage = languageOf(text)): SentimentOfText {
  return sentimentBy(shippedModels[language].sentiment, text, language);
}

/**
 * What a text is about, by the models that come with the lab, and what a request asks for.
 *
 * @param language  default: what `languageOf` tells
 */
export function intentOf(text: string, language: TextLanguage = languageOf(text)): IntentOfText {
  return intentBy(shippedModels[language].intent, text, language);
}

/** The models that come with the lab, made by `npm run train:text`. */
export const shippedModels: Readonly<
  Record<TextLanguage, { readonly sentiment: TextClassifier; readonly intent: TextClassifier }>
> = {
  en: {
    sentiment: unpack(shippedEnglish.terms, shippedEnglish.sentiment),
    intent: unpack(shippedEnglish.terms, shippedEnglish.intent),
  },
  zh: {
    sentiment: unpack(shippedChinese.terms, shippedChinese.sentiment),
    intent: unpack(shippedChinese.terms, shippedChinese.intent),
  },
};
