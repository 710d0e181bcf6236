import { TEXT_INTENTS } from "../../agents/models/text/intent.js";
import { intentOf, sentimentOf } from "../../agents/models/text/shipped.js";
import type { TextLanguage } from "../../agents/models/text/tokens.js";
import { messageNames, renderMessage, templates } from "../../sim/messages.js";
import { presets } from "../../sim/presets/registry.js";
import { scenarioSchema } from "../../sim/scenario.js";
import { type Confusion, confusionOf } from "./confusion.js";
import { fresh } from "./fresh.js";
import { trainingSentences, trainModels } from "./train.js";

/** How often the sentiment and the intent of texts are told right. */
export interface Told {
  readonly sentiment: Confusion;
  readonly intent: Confusion;
}

/** The shipped models on sentences written apart from those they learned from. */
export function toldOfFresh(language: TextLanguage): Told {
  return toldOf(fresh[language], language);
}

/** The shipped models on the simulator's messages: every template with every product of campaign-season. */
export function toldOfMessages(language: TextLanguage): Told {
  const scenario = scenarioSchema.parse(presets["campaign-season"]);
  const categories = [...new Set(scenario.products.map(({ category }) => category))];
  const names = messageNames(scenario, categories);
  const messages = templates.flatMap((template, t) =>
    template.language !== language
      ? []
      : scenario.products.map(({ category }, p) => renderMessage(t, p, categories.indexOf(category), names)),
  );
  return toldOf(messages, language);
}

/** Models fitted without a fifth of the patterns, on the sentences of that fifth; all five fifths together. */
export function toldOfPatternsLeftOut(language: TextLanguage): Told {
  const sentences = trainingSentences(language);
  const sentiment: [string, string][] = [];
  const intent: [string, string][] = [];
  for (let fifth = 0; fifth < 5; fifth++) {
    const models = trainModels(
      sentences.filter(({ pattern }) => pattern % 5 !== fifth),
      language,
    );
    for (const one of sentences.filter(({ pattern }) => pattern % 5 === fifth)) {
      sentiment.push([String(one.sentiment), models.sentiment.predict(one.text, language).label]);
      if (one.intent !== undefined) intent.push([one.intent, models.intent.predict(one.text, language).label]);
    }
  }
  return { sentiment: confusionOf(SENTIMENTS, sentiment), intent: confusionOf(TEXT_INTENTS, intent) };
}

const SENTIMENTS = ["-1", "0", "1"];

function toldOf(
  texts: readonly { readonly text: string; readonly sentiment: number; readonly intent: string }[],
  language: TextLanguage,
): Told {
  return {
    sentiment: confusionOf(
      SENTIMENTS,
      texts.map(({ text, sentiment }) => [String(sentiment), String(sentimentOf(text, language).sentiment)]),
    ),
    intent: confusionOf(
      TEXT_INTENTS,
      texts.map(({ text, intent }) => [intent, intentOf(text, language).intent]),
    ),
  };
}
