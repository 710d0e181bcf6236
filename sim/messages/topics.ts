/** What a message is about. */
export const INTENTS = ["delivery", "price", "quality", "stock", "refund", "praise", "question"] as const;
export type Intent = (typeof INTENTS)[number];
/** -1 unhappy, 0 neither, 1 happy */
export type Sentiment = -1 | 0 | 1;
export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a sentence says, by what it was written for: a complaint (-1), a question (0) or a review (-1 and 1). */
export const TOPICS = {
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
} as const satisfies Record<string, { intent: Intent; sentiment: Sentiment }>;
export type Topic = keyof typeof TOPICS;

/** Sentences by topic; {product}, {category} and {price} (its list price) are filled in. */
export type Sentences = Readonly<Record<Topic, readonly string[]>>;

/** Out of 100: what a shopper writes about who bought, and to whom nothing worth a remark happened. */
export const AFTER_BUYING: Partial<Record<Topic, number>> = {
  "good quality": 20,
  "bad quality": 12,
  praise: 12,
  "bad delivery": 10,
  question: 10,
  "good delivery": 8,
  "what quality": 6,
  "refund wanted": 6,
  "what price": 5,
  "when back": 4,
  "what delivery": 4,
  "what refund": 3,
};

/** Out of 100: the same of a shopper who bought nothing, who can only ask. */
export const AFTER_LOOKING: Partial<Record<Topic, number>> = {
  question: 40,
  "what price": 20,
  "when back": 15,
  "what delivery": 15,
  "what quality": 5,
  "what refund": 5,
};
