import { describe, expect, it } from "vitest";
import { confusionOf } from "../../../experiments/text/confusion.js";
import { fitOwnLabels, labelColumns, sharesOf } from "../../../experiments/text/own-labels.js";
import { textColumnOf } from "../../../experiments/text/read-texts.js";

describe("confusionOf", () => {
  it("by hand: three right of four, a told once for b", () => {
    const pairs = [
      ["a", "a"],
      ["a", "a"],
      ["b", "a"],
      ["b", "b"],
    ] as const;
    expect(confusionOf(["a", "b"], pairs)).toMatchObject({
      counts: Int32Array.of(2, 0, 1, 1),
      texts: 4,
      right: 3,
      accuracy: 0.75,
      commonest: 0.5,
    });
  });

  it("refuses a label it does not know", () => {
    expect(() => confusionOf(["a"], [["a", "z"]])).toThrow("z is none of the labels");
  });
});

describe("fitOwnLabels", () => {
  const samples = Array.from({ length: 50 }, (_, i) =>
    i % 2 === 0 ? { text: `cats and milk ${i}`, label: "cat" } : { text: `dogs and bones ${i}`, label: "dog" },
  );

  it("learns from four of five and is tested on every fifth", () => {
    const { model, heldOut, learned } = fitOwnLabels(samples, {});
    expect(learned).toBe(40);
    expect(heldOut).toMatchObject({ texts: 10, right: 10, labels: ["cat", "dog"] });
    const columns = labelColumns(model, textColumnOf(["milk", "bones", "milk"]), "auto");
    const labels = columns.get("predicted_label");
    expect(labels).toMatchObject({ values: ["cat", "dog"], codes: Int32Array.of(0, 1, 0) });
    expect(columns.get("predicted_probability")?.values[1]).toBeGreaterThan(0.5);
    expect(sharesOf(textColumnOf(["cat", "dog", "cat"]))).toMatchObject([
      { label: "cat", texts: 2, share: 2 / 3 },
      { label: "dog", texts: 1, share: 1 / 3 },
    ]);
  });

  it("never sees the label of a text held out: turned round, they are told as the others are", () => {
    const turned = samples.map((sample, i) =>
      i % 5 === 4 ? { ...sample, label: sample.label === "cat" ? "dog" : "cat" } : sample,
    );
    expect(fitOwnLabels(turned, {}).heldOut.right).toBe(0);
  });

  it("refuses too few texts, too few labels and too many, and says so", () => {
    expect(() => fitOwnLabels(samples.slice(0, 9), {})).toThrow("at least 10 texts with a label needed, 9 there");
    expect(() =>
      fitOwnLabels(
        samples.map(({ text }) => ({ text, label: "x" })),
        {},
      ),
    ).toThrow("there is only x");
    const numbered = Array.from({ length: 60 }, (_, i) => ({ text: "a", label: String(i) }));
    expect(() => fitOwnLabels(numbered, {})).toThrow("60 different labels, the first 0, 1, 10; at most 50");
    const late = samples.map((sample, i) => (i === 4 ? { ...sample, label: "owl" } : sample));
    expect(() => fitOwnLabels(late, {})).toThrow("all texts of label owl are among the fifth held out");
  });
});
