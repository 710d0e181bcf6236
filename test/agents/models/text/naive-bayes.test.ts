import { describe, expect, it } from "vitest";
import { bagOfWords, placesOf, vocabularyOf } from "../../../../agents/models/text/bag-of-words.js";
import { fitNaiveBayes } from "../../../../agents/models/text/naive-bayes.js";
import { probabilitiesOf } from "../../../../agents/models/text/term-scores.js";

describe("fitNaiveBayes", () => {
  const texts = ["Chinese Beijing Chinese", "Chinese Chinese Shanghai", "Chinese Macao", "Tokyo Japan Chinese"].map(
    (text) => text.split(" "),
  );
  const places = placesOf(vocabularyOf(texts));
  const scores = fitNaiveBayes(bagOfWords(texts, places), Int32Array.of(1, 1, 1, 0), 2);
  const weight = (c: number, term: string) => Math.exp(scores.weights[c * scores.terms + (places.get(term) ?? -1)]);

  it("by hand, Manning, Raghavan and Schütze (2008), example 13.1: P(Chinese | c) 6/14, P(Tokyo | c) 1/14, prior 3/4", () => {
    expect(weight(1, "Chinese")).toBeCloseTo(6 / 14, 14);
    expect(weight(1, "Tokyo")).toBeCloseTo(1 / 14, 14);
    expect(weight(0, "Chinese")).toBeCloseTo(2 / 9, 14);
    expect(Math.exp(scores.bias[1])).toBeCloseTo(3 / 4, 14);
  });

  it("and its test text: 3/4 (3/7)^3 (1/14)^2 against 1/4 (2/9)^3 (2/9)^2", () => {
    const out = new Float64Array(2);
    probabilitiesOf(scores, bagOfWords(["Chinese Chinese Chinese Tokyo Japan".split(" ")], places), 0, out);
    const china = 0.75 * (3 / 7) ** 3 * (1 / 14) ** 2;
    const other = 0.25 * (2 / 9) ** 5;
    expect(out[1]).toBeCloseTo(china / (china + other), 14);
  });

  it("more smoothing draws towards equal weights", () => {
    const smooth = fitNaiveBayes(bagOfWords(texts, places), Int32Array.of(1, 1, 1, 0), 2, 1e9);
    for (const each of smooth.weights) expect(each).toBeCloseTo(Math.log(1 / 6), 6);
  });

  it("refuses a class without a text", () => {
    expect(() => fitNaiveBayes(bagOfWords(texts, places), Int32Array.of(1, 1, 1, 0), 3)).toThrow("got none of class 2");
  });
});
