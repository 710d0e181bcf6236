import { wordAt } from "./math/key.js";
import { chinese } from "./messages/chinese.js";
import { english } from "./messages/english.js";
import {
  AFTER_BUYING,
  AFTER_LOOKING,
  type Intent,
  LANGUAGES,
  type Language,
  type Sentences,
  type Sentiment,
  TOPICS,
  type Topic,
} from "./messages/topics.js";
import type { Scenario } from "./scenario.js";

/** What happened to a shopper on a visit, as far as she may write about it. The market fills one in and uses it again. */
export interface VisitFacts {
  /** products she wanted and did not get, or not as many as she wanted */
  stockOuts: number;
  /** how much more her basket cost than it would have cost who pays least today, as a share of that */
  overpaid: number;
  /** taken off her basket, whole money steps */
  discount: number;
  /** gifts that came with it */
  gifts: number;
  /** units bought */
  units: number;
}

/**
 * Whether a shopper writes at the end of a visit, and what: a template's number, or -1 for no message.
 *
 * She writes with chance `rules.messages`. A stock-out makes her complain about stock, paying more than others about the
 * price, a discount or a gift makes her praise; of several causes one is drawn, each as likely. Without a cause it is one
 * of AFTER_BUYING or AFTER_LOOKING. Allocates nothing.
 *
 * @param key0   with `key1` the day's key for messages: equal keys, shopper and facts give equal messages
 * @param name   of the shopper, `population.entity[i]`
 * @param rules  the scenario's `events`
 */
export function messageAt(
  key0: number,
  key1: number,
  name: number,
  rules: Pick<Scenario["events"], "messages" | "language">,
  visit: VisitFacts,
): number {
  if ((wordAt(key0, key1, name) + 0.5) * WORD >= rules.messages) return NO_MESSAGE;
  const language = languageOf(name, rules.language);
  const topic = topicAt(wordAt(key1 ^ TOPIC_WORD, key0, name), visit);
  const place = language * TOPIC_COUNT + topic;
  return firstOf[place] + pick(wordAt(key0 ^ VARIANT_WORD, key1, name), countOf[place]);
}

export const NO_MESSAGE = -1;

/** Whether it complains of an empty shelf, so that the event should name the product that was missed. */
export function isAboutStockOut(template: number): boolean {
  return templates[template].topic === "sold out";
}

/** The shopper's language all her life, whoever decides and whatever happens: 0 English, 1 Chinese. */
export function languageOf(name: number, setting: Scenario["events"]["language"]): 0 | 1 {
  if (setting === "en") return 0;
  if (setting === "zh") return 1;
  return wordAt(LANGUAGE_WORD, TOPIC_WORD, name) < HALF ? 0 : 1;
}

/** A message as it is read, with the truth about it. */
export interface Message {
  readonly text: string;
  readonly language: Language;
  readonly sentiment: Sentiment;
  readonly intent: Intent;
}

/** What a scenario calls things, as a message needs it. */
export interface MessageNames {
  readonly products: readonly string[];
  readonly categories: readonly string[];
  /** list prices in words, with the currency's sign, shape [products] */
  readonly prices: readonly string[];
}

/** The names in a scenario. @param categories  in the market's order */
export function messageNames(scenario: Scenario, categories: readonly string[]): MessageNames {
  const { products, currency, moneyStep } = scenario;
  let decimals = 0;
  for (let unit = 1; unit > moneyStep * 1.000001 && decimals < 6; unit /= 10) decimals += 1;
  return {
    products: products.map((product) => product.name),
    categories,
    prices: products.map((product) => currency + product.listPrice.toFixed(decimals)),
  };
}

/**
 * The message of an event.
 *
 * @param template  the event's `detail`
 * @param product   the event's; below 0, as `category` may be: general words stand in
 * @throws RangeError when there is no such template
 */
export function renderMessage(template: number, product: number, category: number, names: MessageNames): Message {
  const found = templates[template];
  if (found === undefined)
    throw new RangeError(
      `renderMessage: template must be a whole number from 0 to ${templates.length - 1}, got ${template}`,
    );
  const { language, topic, sentence } = found;
  const general = GENERAL_WORDS[language];
  const text = sentence
    .replace(/^\{product\}/, () => (product < 0 ? general.firstProduct : names.products[product]))
    .replaceAll("{product}", () => (product < 0 ? general.product : names.products[product]))
    .replaceAll("{category}", () => (category < 0 ? general.category : names.categories[category]))
    .replaceAll("{price}", () => (product < 0 ? general.price : names.prices[product]));
  const { sentiment, intent } = TOPICS[topic];
  return { text, language, sentiment, intent };
}

/** A sentence and what it says. */
export interface Template {
  readonly topic: Topic;
  readonly language: Language;
  readonly sentence: string;
}

const TOPIC_NAMES = Object.keys(TOPICS) as Topic[];
const TOPIC_COUNT = TOPIC_NAMES.length;
const SENTENCES: Readonly<Record<Language, Sentences>> = { en: english, zh: chinese };

/** All templates by number: English before Chinese, by topic, in the order of the data. */
export const templates: readonly Template[] = LANGUAGES.flatMap((language) =>
  TOPIC_NAMES.flatMap((topic) => SENTENCES[language][topic].map((sentence) => ({ topic, language, sentence }))),
);
/** first template and number of templates, shape [LANGUAGES, TOPICS] */
const countOf = Int32Array.from(
  LANGUAGES.flatMap((language) => TOPIC_NAMES.map((topic) => SENTENCES[language][topic].length)),
);
const firstOf = countOf.map((_, place) => countOf.subarray(0, place).reduce((sum, count) => sum + count, 0));

/** what stands in for a name; `firstProduct` at the start of a sentence */
const GENERAL_WORDS = {
  en: { firstProduct: "This item", product: "this item", category: "goods", price: "the usual price" },
  zh: { firstProduct: "这个商品", product: "这个商品", category: "商品", price: "标价" },
} as const;

const SOLD_OUT = TOPIC_NAMES.indexOf("sold out");
const TOO_DEAR = TOPIC_NAMES.indexOf("too dear");
const PRAISE = TOPIC_NAMES.indexOf("praise");
const BUYER_TOPICS = hundred(AFTER_BUYING);
const LOOKER_TOPICS = hundred(AFTER_LOOKING);

const WORD = 2.3283064365386963e-10;
const HALF = 2147483648;
const TOPIC_WORD = 0x3c6ef372;
const VARIANT_WORD = 0x1f83d9ab;
const LANGUAGE_WORD = 0x5be0cd19;

function topicAt(word: number, visit: VisitFacts): number {
  const short = visit.stockOuts > 0 ? 1 : 0;
  const dear = visit.overpaid > 0 ? 1 : 0;
  const pleased = visit.discount > 0 || visit.gifts > 0 ? 1 : 0;
  const causes = short + dear + pleased;
  if (causes === 0) return (visit.units > 0 ? BUYER_TOPICS : LOOKER_TOPICS)[pick(word, 100)];
  const cause = pick(word, causes);
  if (cause < short) return SOLD_OUT;
  return cause < short + dear ? TOO_DEAR : PRAISE;
}

/** 0 .. count - 1, each as likely. */
function pick(word: number, count: number): number {
  return Math.floor((word + 0.5) * WORD * count);
}

/** Topics by their part of a hundred. */
function hundred(parts: Partial<Record<Topic, number>>): Uint8Array {
  return Uint8Array.from(TOPIC_NAMES.flatMap((topic, place) => Array.from({ length: parts[topic] ?? 0 }, () => place)));
}
