import { describe, expect, it } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { languageOf, TEXT_LANGUAGES } from "../../../agents/models/text/tokens.js";
import { CORPUS_TOPICS, type Corpus, type CorpusTopic, sentencesOf } from "../../../experiments/text/corpus.js";
import { fresh } from "../../../experiments/text/fresh.js";
import { trainingSentences } from "../../../experiments/text/train.js";
import { TOPICS } from "../../../sim/messages/topics.js";
import { renderMessage, templates } from "../../../sim/messages.js";

describe("sentencesOf", () => {
  const none = Object.fromEntries(
    Object.keys(CORPUS_TOPICS).map((topic) => [topic, []]),
  ) as unknown as Corpus["topics"];
  const corpus = (topic: CorpusTopic, pattern: string): Corpus => ({
    slots: { fruit: "apple,\n      pear" },
    topics: { ...none, [topic]: [pattern] },
    opinions: { bad: [], plain: [], good: [] },
  });

  it("unfolds a pattern to each of its sentences at most once, with the truth about its topic", () => {
    const found = sentencesOf(corpus("too dear", "[My|The] {fruit} cost[s|] too much[, sorry|]."), createRng("x"));
    const texts = found.map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeGreaterThan(6);
    for (const text of texts) expect(text).toMatch(/^(My|The) (apple|pear) costs? too much(, sorry)?\.$/);
    for (const { intent, sentiment, pattern } of found)
      expect({ intent, sentiment, pattern }).toEqual({ intent: "price", sentiment: -1, pattern: 0 });
  });

  it("refuses a slot that is not there", () => {
    expect(() => sentencesOf(corpus("praise", "Lovely {tree}"), createRng("x"))).toThrow(
      "names no slot there is, tree",
    );
  });
});

describe.each(TEXT_LANGUAGES)("the sentences of %s that models learn from", (language) => {
  const sentences = trainingSentences(language);
  const texts = new Set(sentences.map(({ text }) => text));

  it("are whole: no bracket, bar or slot is left, and each is in its language", () => {
    for (const text of texts) expect(text).not.toMatch(/[[\]{}|]/);
    const foreign = [...texts].filter((text) => languageOf(text) !== language);
    expect(foreign).toEqual([]);
  });

  it("are of every topic, of all three opinions, and the same each time", () => {
    const told = new Set(sentences.map(({ intent, sentiment }) => `${intent}/${sentiment}`));
    for (const { intent, sentiment } of Object.values(CORPUS_TOPICS)) expect(told).toContain(`${intent}/${sentiment}`);
    for (const sentiment of [-1, 0, 1]) expect(told).toContain(`undefined/${sentiment}`);
    expect(trainingSentences(language)).toEqual(sentences);
  });

  it("hold no message of the simulator's and no fresh sentence", () => {
    const names = { products: ["coffee", "咖啡"], categories: ["snacks", "零食"], prices: ["$5", "30块"] };
    const tests = [
      ...templates.flatMap((_, t) => [-1, 0, 1].map((p) => renderMessage(t, p, p, names).text)),
      ...fresh[language].map(({ text }) => text),
    ];
    expect(tests.filter((text) => texts.has(text))).toEqual([]);
  });
});

it("topics agree with those of the simulator's messages", () => {
  expect(CORPUS_TOPICS).toMatchObject(TOPICS);
});
