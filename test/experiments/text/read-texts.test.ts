import { describe, expect, it } from "vitest";
import { readTexts, summaryOf, textColumnOf, toldColumns } from "../../../experiments/text/read-texts.js";

describe("readTexts and summaryOf", () => {
  const texts = textColumnOf([
    "Great quality, I love it.",
    "Where is my parcel?",
    "12345",
    "Great quality, I love it.",
    "快递太慢了，太让人失望了。",
    "需要买本书",
  ]);
  const read = readTexts(texts.values, "auto");
  const summary = summaryOf(read, texts.codes);

  it("count rows, not distinct texts, and leave those without a known word out", () => {
    expect(summary).toMatchObject({ texts: 5, unknown: 1 });
    expect(summary.languages).toEqual({ en: 3, zh: 2 });
    expect(summary.sentiments.map(({ name, texts }) => [name, texts])).toEqual([
      ["happy", 2],
      ["neither", 2],
      ["unhappy", 1],
    ]);
    expect(summary.intents.map(({ name, texts }) => [name, texts])).toEqual([
      ["delivery", 2],
      ["quality", 2],
      ["request", 1],
    ]);
  });

  it("tell shares with intervals around them, and of each intent how happy its writers are", () => {
    const [delivery] = summary.intents;
    expect(delivery).toMatchObject({ share: 0.4, unhappy: 1, neither: 1, happy: 0 });
    expect(delivery.low).toBeLessThan(0.4);
    expect(delivery.high).toBeGreaterThan(0.4);
  });

  it("give an example of each", () => {
    expect(summary.sentiments[0].example).toBe("Great quality, I love it.");
    expect(summary.intents.at(-1)?.example).toBe("需要买本书");
  });

  it("become columns, a row a text, empty where nothing is told", () => {
    const columns = toldColumns(read, texts.codes);
    expect([...columns.keys()]).toEqual([
      "predicted_language",
      "predicted_sentiment",
      "predicted_balance",
      "predicted_intent",
      "predicted_object",
    ]);
    expect([...(columns.get("predicted_sentiment")?.values ?? [])]).toEqual([1, 0, Number.NaN, 1, -1, 0]);
    const object = columns.get("predicted_object");
    expect(object).toMatchObject({ kind: "text", values: ["书"], codes: Int32Array.of(-1, -1, -1, -1, -1, 0) });
  });

  it("read all texts in the language that is said", () => {
    expect(readTexts(["Where is my parcel?"], "zh")[0]?.language).toBe("zh");
  });
});
