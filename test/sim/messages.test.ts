import { describe, expect, it } from "vitest";
import { hashText, rootKey, subKey } from "../../sim/math/key.js";
import { AFTER_BUYING, AFTER_LOOKING, INTENTS, LANGUAGES, TOPICS, type Topic } from "../../sim/messages/topics.js";
import {
  isAboutStockOut,
  languageOf,
  messageAt,
  messageNames,
  NO_MESSAGE,
  renderMessage,
  templates,
  type VisitFacts,
} from "../../sim/messages.js";
import { scenarioSchema } from "../../sim/scenario.js";

const names = { products: ["oat milk", "soy milk"], categories: ["milk"], prices: ["$1.90", "$2.10"] };
const nothing: VisitFacts = { stockOuts: 0, overpaid: 0, discount: 0, gifts: 0, units: 0 };
const always = { messages: 1, language: "both" } as const;
const day = subKey(rootKey("7", "evaluate", 0, 0), "message");
const shoppers = (count: number) => Array.from({ length: count }, (_, i) => hashText(`shopper ${i}`) | 0);
const topicOf = (name: number, facts: Partial<VisitFacts>) =>
  templates[messageAt(day.key0, day.key1, name, always, { ...nothing, ...facts })].topic;
const numberOf = (sentence: string) => templates.findIndex((template) => template.sentence === sentence);

describe("worked by hand", () => {
  it("a template in English gets the product, the category and the list price of its event", () => {
    expect(
      renderMessage(numberOf("{price} for {product}? Others get it for less in your own shop."), 1, 0, names),
    ).toEqual({
      text: "$2.10 for soy milk? Others get it for less in your own shop.",
      language: "en",
      sentiment: -1,
      intent: "price",
    });
    expect(renderMessage(numberOf("Best {category} I have tried so far: {product}."), 0, 0, names)).toEqual({
      text: "Best milk I have tried so far: oat milk.",
      language: "en",
      sentiment: 1,
      intent: "quality",
    });
  });

  it("a template in Chinese likewise", () => {
    expect(renderMessage(numberOf("{product}收我这个价，感觉被宰了。"), 0, 0, names)).toEqual({
      text: "oat milk收我这个价，感觉被宰了。",
      language: "zh",
      sentiment: -1,
      intent: "price",
    });
    expect(renderMessage(numberOf("{product}送到家运费是多少？"), 1, 0, names)).toMatchObject({
      text: "soy milk送到家运费是多少？",
      sentiment: 0,
      intent: "delivery",
    });
  });

  it("general words stand where an event names no product, capitalised at the start of a sentence", () => {
    const text = (sentence: string) => renderMessage(numberOf(sentence), -1, -1, names).text;
    expect(text("{product} used to be good. It has become worse.")).toBe(
      "This item used to be good. It has become worse.",
    );
    expect(text("Is {price} still the regular price of {product}?")).toBe(
      "Is the usual price still the regular price of this item?",
    );
    expect(text("退{category}需要带小票吗？")).toBe("退商品需要带小票吗？");
  });

  it("a name is taken as it is, whatever signs it holds", () => {
    const strange = { products: ["$& {price}"], categories: ["c"], prices: ["€3"] };
    expect(renderMessage(numberOf("When will {product} be in stock again?"), 0, 0, strange).text).toContain("$& ");
  });

  it.each([
    [0.01, 2.5, "$2.50"],
    [1, 250, "$250"],
    [0.5, 2.5, "$2.5"],
    [0.001, 2.5, "$2.500"],
    [5, 250, "$250"],
  ])("at a money step of %d the price %d reads %s", (moneyStep, listPrice, text) => {
    const scenario = scenarioSchema.parse({
      name: "one",
      moneyStep,
      products: [{ name: "salt", category: "spice", listPrice, unitCost: 1, initialStock: 0 }],
      segments: [{ name: "all", share: 1 }],
    });
    expect(messageNames(scenario, ["spice"])).toEqual({ products: ["salt"], categories: ["spice"], prices: [text] });
  });

  it("what there is no template for is refused", () => {
    expect(() => renderMessage(NO_MESSAGE, 0, 0, names)).toThrow(/from 0 to \d+, got -1/);
    expect(() => renderMessage(templates.length, 0, 0, names)).toThrow(RangeError);
  });
});

describe("the templates", () => {
  it("are at least six for each intent and language, no two alike", () => {
    for (const language of LANGUAGES)
      for (const intent of INTENTS) {
        const found = templates.filter((one) => one.language === language && TOPICS[one.topic].intent === intent);
        expect(found.length, `${intent} in ${language}`).toBeGreaterThanOrEqual(6);
      }
    expect(new Set(templates.map((template) => template.sentence)).size).toBe(templates.length);
  });

  it("are of the language they are said to be, and leave no slot open", () => {
    for (const [number, { language, sentence }] of templates.entries()) {
      expect(/\p{Script=Han}/u.test(sentence), sentence).toBe(language === "zh");
      expect(/[a-z]/i.test(sentence.replace(/\{\w+\}/g, "")), sentence).toBe(language === "en");
      const message = renderMessage(number, 0, 0, names);
      expect(message.text).not.toMatch(/[{}]/);
      expect(message.language).toBe(language);
    }
  });

  it("say what their truth says: who is neither happy nor unhappy asks, who praises is happy", () => {
    for (const [number, { sentence }] of templates.entries()) {
      const { sentiment, intent } = renderMessage(number, 0, 0, names);
      if (sentiment === 0) expect(sentence).toMatch(/[?？]$/);
      if (sentiment === 1) expect(sentence).not.toMatch(/[?？]/);
      if (intent === "praise") expect(sentiment).toBe(1);
      if (intent === "question") expect(sentiment).toBe(0);
      if (intent === "refund") expect(sentiment).not.toBe(1);
      if (intent === "refund") expect(sentence).toMatch(/refund|money back|return|receipt|swap|退|换/);
      if (intent === "delivery")
        expect(sentence).toMatch(
          /deliver|parcel|driver|door|order|box|late|sent home|collect|送|配|订单|快递|下单|自己到店|包裹|晚了|运费/i,
        );
      expect(isAboutStockOut(number)).toBe(intent === "stock" && sentiment === -1);
    }
  });

  it("share out a hundred in each mixture", () => {
    const total = (parts: Partial<Record<Topic, number>>) => Object.values(parts).reduce((sum, part) => sum + part, 0);
    expect(total(AFTER_BUYING)).toBe(100);
    expect(total(AFTER_LOOKING)).toBe(100);
    for (const topic of Object.keys(AFTER_LOOKING) as Topic[]) expect(TOPICS[topic].sentiment).toBe(0);
  });
});

describe("what happened on a visit decides what is written", () => {
  it.each<[string, Partial<VisitFacts>, Topic]>([
    ["a stock-out: a complaint about stock", { stockOuts: 1, units: 2 }, "sold out"],
    ["a stock-out, and nothing bought", { stockOuts: 2 }, "sold out"],
    ["more paid than others: a complaint about the price", { overpaid: 0.1, units: 1 }, "too dear"],
    ["a discount: praise", { discount: 30, units: 1 }, "praise"],
    ["a gift: praise", { gifts: 1, units: 1 }, "praise"],
  ])("%s", (_case, facts, topic) => {
    for (const name of shoppers(300)) expect(topicOf(name, facts)).toBe(topic);
  });

  it("of several causes each is as likely", () => {
    const all = shoppers(9000).map((name) => topicOf(name, { stockOuts: 1, overpaid: 0.2, discount: 5, units: 1 }));
    for (const topic of ["sold out", "too dear", "praise"] as const)
      within(all.filter((found) => found === topic).length, all.length, 1 / 3);
  });

  it.each([
    ["bought without a cause", 1, AFTER_BUYING],
    ["only looked", 0, AFTER_LOOKING],
  ])("who %s writes by the mixture", (_case, units, mixture) => {
    const all = shoppers(10_000).map((name) => topicOf(name, { units }));
    for (const topic of Object.keys(TOPICS) as Topic[])
      within(all.filter((found) => found === topic).length, all.length, (mixture[topic] ?? 0) / 100);
  });

  it("every template of a topic is as likely", () => {
    const written = shoppers(12_000).map((name) =>
      messageAt(day.key0, day.key1, name, { messages: 1, language: "zh" }, { ...nothing, stockOuts: 1 }),
    );
    const those = [...templates.keys()].filter((n) => isAboutStockOut(n) && templates[n].language === "zh");
    for (const number of those)
      within(written.filter((found) => found === number).length, written.length, 1 / those.length);
  });
});

describe("chance and luck", () => {
  it("nobody writes at chance 0, everybody at 1, and at 0.02 two in a hundred", () => {
    const writers = (messages: number) =>
      shoppers(40_000).filter(
        (name) => messageAt(day.key0, day.key1, name, { messages, language: "both" }, nothing) !== NO_MESSAGE,
      ).length;
    expect(writers(0)).toBe(0);
    expect(writers(1)).toBe(40_000);
    within(writers(0.02), 40_000, 0.02);
  });

  it("whether she writes, and in which language, does not depend on what happened to her", () => {
    const some = { messages: 0.3, language: "both" } as const;
    for (const name of shoppers(2000)) {
      const calm = messageAt(day.key0, day.key1, name, some, nothing);
      const cross = messageAt(day.key0, day.key1, name, some, { ...nothing, stockOuts: 1, overpaid: 0.3 });
      expect(cross === NO_MESSAGE).toBe(calm === NO_MESSAGE);
      if (calm !== NO_MESSAGE) expect(templates[cross].language).toBe(templates[calm].language);
    }
  });

  it("equal keys give equal messages, and another day others", () => {
    const monday = subKey(day, 0);
    const tuesday = subKey(day, 1);
    const write = (key: typeof day) =>
      shoppers(200).map((name) => messageAt(key.key0, key.key1, name, always, { ...nothing, units: 1 }));
    expect(write(monday)).toEqual(write(monday));
    expect(write(monday)).not.toEqual(write(tuesday));
  });

  it("a shopper keeps her language from day to day, half of them each, unless the scenario sets one", () => {
    const everybody = shoppers(10_000);
    for (const name of everybody.slice(0, 500))
      for (const date of [0, 1, 2]) {
        const { key0, key1 } = subKey(day, date);
        const { language } = templates[messageAt(key0, key1, name, always, nothing)];
        expect(language).toBe(LANGUAGES[languageOf(name, "both")]);
      }
    within(everybody.filter((name) => languageOf(name, "both") === 1).length, everybody.length, 0.5);
    expect(everybody.filter((name) => languageOf(name, "en") !== 0 || languageOf(name, "zh") !== 1)).toEqual([]);
  });
});

/** A count of n draws is within 4 standard errors of what its chance makes likely. */
function within(count: number, n: number, chance: number): void {
  const tolerance = 4 * Math.sqrt(n * chance * (1 - chance));
  expect(Math.abs(count - n * chance)).toBeLessThanOrEqual(tolerance);
}
