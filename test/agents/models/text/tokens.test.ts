import { describe, expect, it } from "vitest";
import { languageOf, termsOf } from "../../../../agents/models/text/tokens.js";

describe("languageOf", () => {
  it.each([
    ["质量不行", "zh"],
    ["Morning Roast 质量不行，不买了", "zh"],
    ["I bought 茅台 and loved it", "en"],
    ["Good coffee", "en"],
    ["", "en"],
    ["12345 !!!", "en"],
    ["Très bon café", "en"],
  ])("of %j is %s", (text, language) => {
    expect(languageOf(text)).toBe(language);
  });
});

describe("termsOf", () => {
  const single = { longest: 1, marks: false };

  it("takes English words in lower case, contractions whole, digits and signs not at all", () => {
    expect(termsOf("It DOESN’T fit my 2 hands; isn't 'ok'.", "en", single)).toEqual([
      "it",
      "doesn't",
      "fit",
      "my",
      "hands",
      "isn't",
      "'ok'",
    ]);
  });

  it("takes Chinese words as Intl.Segmenter cuts them, names in Latin letters among them", () => {
    expect(termsOf("需要买本书", "zh", single)).toEqual(["需要", "买", "本", "书"]);
    expect(termsOf("不喜欢Highland咖啡！", "zh", single)).toEqual(["不", "喜欢", "highland", "咖啡"]);
  });

  it("adds runs of neighbours and marks, full-width ones too", () => {
    expect(termsOf("not so good?!", "en", { longest: 3, marks: true })).toEqual([
      "not",
      "so",
      "good",
      "not_so",
      "so_good",
      "not_so_good",
      "?",
      "!",
    ]);
    expect(termsOf("有货吗？", "zh", { longest: 1, marks: true }).at(-1)).toBe("?");
  });

  it("has no terms for a text of none", () => {
    expect(termsOf("12 … —", "en", { longest: 2, marks: true })).toEqual([]);
  });
});
