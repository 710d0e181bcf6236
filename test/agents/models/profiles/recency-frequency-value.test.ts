import { describe, expect, it } from "vitest";
import {
  fitRecencyFrequencyValue,
  loadRecencyFrequencyValue,
} from "../../../../agents/models/profiles/recency-frequency-value.js";

/** ten shoppers: shopper i buys on days 0 to i, for i + 1 a day, twice on the first */
const shoppers = Array.from({ length: 10 }, (_, i) => i);
const lines = shoppers.flatMap((i) => [0, ...shoppers.slice(0, i + 1)].map((day) => ({ i, day, paid: i + 1 })));
const log = {
  rows: lines.length,
  shopper: lines.map(({ i }) => i + 100),
  day: lines.map(({ day }) => day),
  paid: lines.map(({ paid }) => paid),
};

describe("worked by hand", () => {
  it("tells days since the last purchase, days with one, and money in all", () => {
    const model = fitRecencyFrequencyValue(log, { today: 12 });
    expect([...model.shopper]).toEqual(shoppers.map((i) => i + 100));
    expect([...model.recency]).toEqual(shoppers.map((i) => 12 - i));
    expect([...model.frequency]).toEqual(shoppers.map((i) => i + 1));
    expect([...model.value]).toEqual(shoppers.map((i) => (i + 1) * (i + 2)));
  });

  it("looks at the log the day after its end unless told otherwise", () => {
    expect(fitRecencyFrequencyValue(log).today).toBe(10);
  });

  it("scores by fifths: two shoppers of ten have each score, the latest and most frequent 5", () => {
    const model = fitRecencyFrequencyValue(log);
    const scores = shoppers.map((i) => model.predictScores(model.recency[i], model.frequency[i], model.value[i]));
    for (const figure of [0, 1, 2])
      expect(scores.map((score) => score[figure])).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(model.predictScores(10_000, 1, 0)).toEqual([1, 1, 1]);
  });
});

describe("laws", () => {
  it("comes back from its state", () => {
    const model = fitRecencyFrequencyValue(log);
    const again = loadRecencyFrequencyValue(structuredClone(model.save()));
    expect(again.predictScores(3, 4, 40)).toEqual(model.predictScores(3, 4, 40));
    expect(again.explain()).toEqual(model.explain());
    expect(() => loadRecencyFrequencyValue({})).toThrow(RangeError);
  });

  it("refuses to look back from before the log's end", () => {
    expect(() => fitRecencyFrequencyValue(log, { today: 8 })).toThrow("today is 8, the log goes on to 9");
  });
});
