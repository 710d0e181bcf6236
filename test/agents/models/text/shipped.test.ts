import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { csvParse } from "d3";
import { describe, expect, it } from "vitest";
import { fitIntent, loadIntent, TEXT_INTENTS } from "../../../../agents/models/text/intent.js";
import { fitSentiment, loadSentiment, sentimentBy } from "../../../../agents/models/text/sentiment.js";
import { intentOf, sentimentOf, shippedModels } from "../../../../agents/models/text/shipped.js";
import { INTENTS } from "../../../../sim/messages/topics.js";

describe("the models that come with the lab", () => {
  it("take the article's sentence for a request for a book", () => {
    const told = intentOf("需要买本书");
    expect(told).toMatchObject({ intent: "request", object: "书" });
    expect(told.probability).toBeGreaterThan(0.9);
    expect(intentOf("I need to buy a book")).toMatchObject({ intent: "request", object: "book" });
  });

  it.each([
    ["The coffee was stale and tasted awful.", -1, "quality"],
    ["Great quality, my kids love it.", 1, "quality"],
    ["When will the parcel arrive?", 0, "delivery"],
    ["快递太慢了，等了一个星期还没到。", -1, "delivery"],
    ["质量很好，下次还买。", 1, "quality"],
    ["我要退款，客服没人理。", -1, "refund"],
    ["请问什么时候有货？", 0, "stock"],
  ] as const)("tell %s: %d, %s", (text, sentiment, intent) => {
    expect(sentimentOf(text).sentiment).toBe(sentiment);
    expect(intentOf(text).intent).toBe(intent);
  });

  it("know every intent of the simulator's messages, and requests", () => {
    expect([...TEXT_INTENTS].sort()).toEqual([...INTENTS, "request"].sort());
    for (const { intent } of Object.values(shippedModels)) expect(intent.classes).toEqual(TEXT_INTENTS);
  });

  it("weigh less than 200 kB", () => {
    const folder = join(import.meta.dirname, "../../../../agents/models/text");
    const bytes = ["english", "chinese"].map((name) => statSync(join(folder, `shipped-${name}.ts`)).size);
    expect(bytes[0] + bytes[1]).toBeLessThan(200_000);
  });

  it("lean neither way on a text without a sign", () => {
    expect(Math.abs(sentimentOf("qwrtz").balance)).toBeLessThan(0.5);
  });
});

describe("models of one's own", () => {
  it("of sentiment need no neutral texts, and come back from their state", () => {
    const model = fitSentiment([
      { text: "good", sentiment: 1 },
      { text: "bad", sentiment: -1 },
    ]);
    expect(model.classes).toEqual(["-1", "1"]);
    const { sentiment, balance } = sentimentBy(loadSentiment(model.save()), "good");
    expect(sentiment).toBe(1);
    expect(balance).toBeGreaterThan(0);
  });

  it("of intent need a text of each", () => {
    const samples = TEXT_INTENTS.map((intent) => ({ text: intent, intent }));
    const model = loadIntent(fitIntent(samples).save());
    for (const intent of TEXT_INTENTS) expect(model.predict(intent).label).toBe(intent);
    expect(() => fitIntent(samples.slice(1))).toThrow("needs a text of every class");
  });
});

const reviews = join(import.meta.dirname, "../../../../../shared/data/review_sentences.csv");

describe.skipIf(!existsSync(reviews))("on 3,000 sentences of strangers about products, films and restaurants", () => {
  // skipped where the shared reference data are not beside the project
  it("the sign of the balance is right for 73 to 75 in a hundred, as the docs say", () => {
    const rows = csvParse(readFileSync(reviews, "utf8"));
    const right = rows.filter(({ sentence, label }) => sentimentOf(sentence, "en").balance > 0 === (label === "1"));
    expect(right.length / rows.length).toBeGreaterThan(0.73);
    expect(right.length / rows.length).toBeLessThan(0.75);
  });
});
