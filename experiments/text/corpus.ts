import type { Rng } from "../../envs/types.js";

/** What a sentence was written for. Beside the topics of the simulator's messages: a request for something to buy. */
export const CORPUS_TOPICS = {
  "sold out": { intent: "stock", sentiment: -1 },
  "when back": { intent: "stock", sentiment: 0 },
  "too dear": { intent: "price", sentiment: -1 },
  "what price": { intent: "price", sentiment: 0 },
  "bad quality": { intent: "quality", sentiment: -1 },
  "what quality": { intent: "quality", sentiment: 0 },
  "good quality": { intent: "quality", sentiment: 1 },
  "bad delivery": { intent: "delivery", sentiment: -1 },
  "what delivery": { intent: "delivery", sentiment: 0 },
  "good delivery": { intent: "delivery", sentiment: 1 },
  "refund wanted": { intent: "refund", sentiment: -1 },
  "what refund": { intent: "refund", sentiment: 0 },
  praise: { intent: "praise", sentiment: 1 },
  question: { intent: "question", sentiment: 0 },
  request: { intent: "request", sentiment: 0 },
} as const;

export type CorpusTopic = keyof typeof CORPUS_TOPICS;

/**
 * Sentence patterns of a language. In a pattern `[a|b|]` stands for one of its parts, `{slot}` for one of the slot's words,
 * which a slot lists with commas between them. Opinions tell a sentiment and no intent.
 */
export interface Corpus {
  readonly slots: { readonly [slot: string]: string };
  readonly topics: Readonly<Record<CorpusTopic, readonly string[]>>;
  readonly opinions: {
    readonly bad: readonly string[];
    readonly plain: readonly string[];
    readonly good: readonly string[];
  };
}

/** A sentence made of a pattern, with the truth about it. */
export interface CorpusSentence {
  readonly text: string;
  /** number of its pattern: sentences of one pattern are too alike to be learned from and tested on */
  readonly pattern: number;
  readonly sentiment: -1 | 0 | 1;
  /** none for an opinion */
  readonly intent?: string;
}

/** Sentences made of one pattern of a topic, and of one of the opinions, whose slots hold more. */
const SENTENCES_A_PATTERN = { topic: 12, opinion: 20 };

/**
 * Sentences of every pattern, each at most once.
 *
 * @throws RangeError when a pattern names a slot that is not there
 */
export function sentencesOf({ slots, topics, opinions }: Corpus, rng: Rng): CorpusSentence[] {
  const sentences: CorpusSentence[] = [];
  let pattern = 0;
  const add = (source: string, count: number, truth: Pick<CorpusSentence, "sentiment" | "intent">) => {
    const made = new Set<string>();
    for (let n = 0; n < count; n++) made.add(sentenceOf(source, slots, rng));
    for (const text of made) sentences.push({ text, pattern, ...truth });
    pattern += 1;
  };
  for (const [topic, truth] of Object.entries(CORPUS_TOPICS))
    for (const source of topics[topic as CorpusTopic]) add(source, SENTENCES_A_PATTERN.topic, truth);
  for (const [name, sentiment] of [["bad", -1] as const, ["plain", 0] as const, ["good", 1] as const])
    for (const source of opinions[name]) add(source, SENTENCES_A_PATTERN.opinion, { sentiment });
  return sentences;
}

function sentenceOf(source: string, slots: Corpus["slots"], rng: Rng): string {
  const chosen = source.replace(/\[([^\]]*)\]/g, (_, parts: string) => oneOf(parts.split("|"), rng));
  const filled = chosen.replace(/\{(\w+)\}/g, (_, slot: string) => {
    if (!Object.hasOwn(slots, slot)) throw new RangeError(`sentencesOf: "${source}" names no slot there is, ${slot}`);
    return oneOf(slots[slot].trim().split(/\s*,\s*/), rng);
  });
  return filled.replace(/\s+/g, " ").trim();
}

function oneOf<T>(parts: readonly T[], rng: Rng): T {
  return parts[rng.int(parts.length)];
}
