import { TEXT_INTENTS, type TextIntent } from "../../agents/models/text/intent.js";
import type { TextSentiment } from "../../agents/models/text/sentiment.js";
import { intentOf, sentimentOf } from "../../agents/models/text/shipped.js";
import { languageOf, TEXT_LANGUAGES, type TextLanguage } from "../../agents/models/text/tokens.js";
import type { Column, TextColumn } from "../data/dataset.js";
import { proportionInterval } from "../stats/proportion-interval.js";

/** What the models that come with the lab tell of one text. */
export interface ReadText {
  readonly text: string;
  readonly language: TextLanguage;
  readonly sentiment: TextSentiment;
  readonly balance: number;
  /** of the sentiment */
  readonly surety: number;
  readonly intent: TextIntent;
  readonly object?: string;
}

/**
 * What is told of the distinct texts of a column; undefined of one without a word that the models know.
 *
 * @param language  of all of them; "auto" tells each one's
 * @param onProgress  told now and then how many texts of all are read
 */
export function readTexts(
  texts: readonly string[],
  language: TextLanguage | "auto",
  onProgress?: (read: number, all: number) => void,
): (ReadText | undefined)[] {
  return texts.map((text, t) => {
    if (t % 500 === 0) onProgress?.(t, texts.length);
    const own = language === "auto" ? languageOf(text) : language;
    const { sentiment, balance, probability: surety, knownTerms } = sentimentOf(text, own);
    if (knownTerms === 0) return undefined;
    const { intent, object } = intentOf(text, own);
    return { text, language: own, sentiment, balance, surety, intent, ...(object !== undefined && { object }) };
  });
}

/** Texts of one sentiment or intent. */
export interface ShareOfTexts {
  readonly name: string;
  readonly texts: number;
  readonly share: number;
  /** 95% interval of the share among texts like these; that a model errs is not in it */
  readonly low: number;
  readonly high: number;
  readonly unhappy: number;
  readonly neither: number;
  readonly happy: number;
  /** the first text that is short and whose sentiment the model is sure of, or the one that comes nearest */
  readonly example: string;
}

export interface TextSummary {
  /** that were read */
  readonly texts: number;
  /** that have no word the models know */
  readonly unknown: number;
  readonly languages: Readonly<Record<TextLanguage, number>>;
  /** happy, neither, unhappy, and of each what the texts are about */
  readonly sentiments: readonly ShareOfTexts[];
  /** the commonest first; intents that no text has are left out */
  readonly intents: readonly ShareOfTexts[];
}

/**
 * @param codes  by row the place of its text among those read
 * @throws RangeError when no text was read
 */
export function summaryOf(read: readonly (ReadText | undefined)[], codes: Int32Array): TextSummary {
  const rows = new Int32Array(read.length);
  for (const code of codes) rows[code] += 1;
  const unknown = rows.reduce((sum, count, code) => sum + (read[code] === undefined ? count : 0), 0);
  const texts = codes.length - unknown;
  const share = (name: string, is: (one: ReadText) => boolean): ShareOfTexts => {
    const counts = { "-1": 0, "0": 0, "1": 0 };
    let example: ReadText | undefined;
    read.forEach((one, code) => {
      if (one === undefined || !is(one)) return;
      counts[one.sentiment] += rows[code];
      if (example === undefined || isBetterExample(one, example)) example = one;
    });
    const own = counts["-1"] + counts["0"] + counts["1"];
    const [low, high] = proportionInterval(own, texts);
    const { "-1": unhappy, "0": neither, "1": happy } = counts;
    return { name, texts: own, share: own / texts, low, high, unhappy, neither, happy, example: example?.text ?? "" };
  };
  const languages = Object.fromEntries(TEXT_LANGUAGES.map((language) => [language, 0])) as Record<TextLanguage, number>;
  read.forEach((one, code) => {
    if (one !== undefined) languages[one.language] += rows[code];
  });
  return {
    texts,
    unknown,
    languages,
    sentiments: SENTIMENT_NAMES.map(([name, value]) => share(name, ({ sentiment }) => sentiment === value)),
    intents: TEXT_INTENTS.map((name) => share(name, ({ intent }) => intent === name))
      .filter((one) => one.texts > 0)
      .sort((a, b) => b.texts - a.texts),
  };
}

/** What is told, a row a text, as columns of a table of data; empty where nothing is. */
export function toldColumns(read: readonly (ReadText | undefined)[], codes: Int32Array): Map<string, Column> {
  const numbers = (value: (one: ReadText) => number): Column => ({
    kind: "number",
    values: Float64Array.from(codes, (code) => {
      const one = read[code];
      return one === undefined ? Number.NaN : value(one);
    }),
  });
  const words = (value: (one: ReadText) => string) =>
    textColumnOf(
      Array.from(codes, (code) => {
        const one = read[code];
        return one === undefined ? "" : value(one);
      }),
    );
  return new Map<string, Column>([
    ["predicted_language", words(({ language }) => language)],
    ["predicted_sentiment", numbers(({ sentiment }) => sentiment)],
    ["predicted_balance", numbers(({ balance }) => Number(balance.toFixed(4)))],
    ["predicted_intent", words(({ intent }) => intent)],
    ["predicted_object", words(({ object = "" }) => object)],
  ]);
}

/** A column of texts, "" as an empty cell. */
export function textColumnOf(cells: readonly string[]): TextColumn {
  const places = new Map<string, number>();
  const codes = Int32Array.from(cells, (cell) => {
    if (cell === "") return -1;
    const known = places.get(cell);
    if (known !== undefined) return known;
    places.set(cell, places.size);
    return places.size - 1;
  });
  return { kind: "text", codes, values: [...places.keys()] };
}

const SENTIMENT_NAMES = [
  ["happy", 1],
  ["neither", 0],
  ["unhappy", -1],
] as const;

/** Longer texts are poor examples: a table cuts them. */
const EXAMPLE_LETTERS = 60;
/** Sure enough to stand as an example; the surest ones of all are odd. */
const SURE = 0.9;

/** Short before long, sure before unsure; the first of equals stays. */
function isBetterExample(one: ReadText, other: ReadText): boolean {
  const [quality, otherQuality] = [one, other].map(
    ({ text, surety }) => (text.length <= EXAMPLE_LETTERS ? 1 : 0) + Math.min(SURE, surety),
  );
  return quality > otherQuality;
}
