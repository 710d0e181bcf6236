import { expect, it } from "vitest";
import { bagOfWords, placesOf, vocabularyOf } from "../../../../agents/models/text/bag-of-words.js";

const texts = [["tea", "milk", "tea"], ["milk"], ["Zebra", "tea", "unknown"]];

it("a vocabulary holds what stands in enough texts, however often in each, in the order of code units", () => {
  expect(vocabularyOf(texts)).toEqual(["Zebra", "milk", "tea", "unknown"]);
  expect(vocabularyOf(texts, 2)).toEqual(["milk", "tea"]);
  expect(vocabularyOf(texts, 3)).toEqual([]);
});

it("a bag counts known terms by row and passes unknown ones over", () => {
  const bag = bagOfWords([...texts, []], placesOf(["milk", "tea"]));
  expect(bag).toEqual({
    rows: 4,
    terms: 2,
    starts: Int32Array.of(0, 2, 3, 4, 4),
    places: Int32Array.of(0, 1, 0, 1),
    counts: Float64Array.of(1, 2, 1, 1),
  });
});
