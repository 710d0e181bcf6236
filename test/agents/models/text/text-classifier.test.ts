import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { csvParse } from "d3";
import { describe, expect, it } from "vitest";
import { fitTextClassifier, loadTextClassifier } from "../../../../agents/models/text/text-classifier.js";
import { decodeState, encodeState } from "../../../../experiments/portable/state-codec.js";

const samples = [
  ["good tea", "good"],
  ["very good milk", "good"],
  ["bad tea", "bad"],
  ["milk so bad", "bad"],
  ["tea", "plain"],
  ["milk", "plain"],
].map(([text, label]) => ({ text, label }));

describe("fitTextClassifier", () => {
  const model = fitTextClassifier(samples);

  it("tells the label, with probabilities of all that sum to 1", () => {
    const { label, probability, probabilities } = model.predict("a good cup");
    expect(label).toBe("good");
    expect(model.classes).toEqual(["good", "bad", "plain"]);
    expect(probability).toBe(probabilities[0]);
    expect(probabilities.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 14);
  });

  it("passes unknown words over: a text of nothing else is told as an empty one", () => {
    expect(model.predict("xyzzy")).toEqual(model.predict(""));
    expect(model.predict("xyzzy").knownTerms).toBe(0);
    expect(model.predict("so good, so good").knownTerms).toBe(2);
    expect(model.predict("so good xyzzy")).toEqual(model.predict("so good"));
  });

  it("predicts the same to the bit after save, JSON and load, and does not hang on what was saved", () => {
    const state = model.save();
    const loaded = loadTextClassifier(decodeState(JSON.parse(JSON.stringify(encodeState(state)))));
    (state as unknown as { scores: { weights: Float64Array } }).scores.weights.fill(0);
    for (const { text } of samples) expect(loaded.predict(text)).toEqual(model.predict(text));
    expect(loaded.explain()).toEqual(model.explain());
  });

  it("explains itself by the terms that speak most for each label, the weightiest first", () => {
    const { summary, findings } = model.explain();
    expect(summary).toMatch(/^Tells good, bad, plain by \d+ terms\.$/);
    expect(
      findings
        .slice(0, 2)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['"bad" for bad', '"good" for good']);
    for (let i = 1; i < findings.length; i++) expect(findings[i].value).toBeLessThanOrEqual(findings[i - 1].value);
  });

  it("reads each text in its own language", () => {
    const both = fitTextClassifier([
      ...samples,
      { text: "质量很好", label: "good" },
      { text: "质量很差", label: "bad" },
    ]);
    expect(both.predict("很好").label).toBe("good");
    expect(both.predict("bad").label).toBe("bad");
  });

  it("refuses what cannot be learned from, and says what", () => {
    expect(() => fitTextClassifier(samples.slice(0, 2))).toThrow("needs at least 2 classes, got 1");
    expect(() => fitTextClassifier(samples, { classes: ["good", "bad"] })).toThrow("plain is none of the classes");
    expect(() => fitTextClassifier(samples, { least: 9 })).toThrow("no term is left");
  });
});

const reviews = join(import.meta.dirname, "../../../../../shared/data/review_sentences.csv");

describe.skipIf(!existsSync(reviews))(
  "on review_sentences.csv (Kotzias et al. 2015), rows 4, 9, ... of each source held out",
  () => {
    // skipped where the shared reference data are not beside the project
    it.each([
      ["naive-bayes", 0.8283],
      ["logistic", 0.815],
    ] as const)("%s on single words is right for %d, the reference's share", (method, accuracy) => {
      const rows = csvParse(readFileSync(reviews, "utf8")).map(({ row, sentence, label }) => ({
        heldOut: Number(row) % 5 === 4,
        text: sentence,
        label,
        language: "en" as const,
      }));
      const model = fitTextClassifier(
        rows.filter(({ heldOut }) => !heldOut),
        { method, rules: { longest: 1, marks: false } },
      );
      const tested = rows.filter(({ heldOut }) => heldOut);
      const right = tested.filter(({ text, label }) => model.predict(text, "en").label === label).length;
      expect(tested).toHaveLength(600);
      expect(right / tested.length).toBeCloseTo(accuracy, 4);
    });
  },
);
