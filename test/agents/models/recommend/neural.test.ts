import { expect, test } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import { fitNeural, loadNeural } from "../../../../agents/models/recommend/neural.js";
import { topItems } from "../../../../agents/models/recommend/recommender.js";
import { decodeState, encodeState } from "../../../../experiments/portable/state-codec.js";
import { allScores, basketsOf, tableOf, twoTastes } from "./tables.js";

const small = { size: 4, hidden: [8], mostEpochs: 3 };

test("scores are probabilities, alike one by one and all at once, also beyond a batch of the network", () => {
  const tastes = twoTastes(10, 300, 8, "many items");
  const model = fitNeural(tastes, small, createRng("neural"));
  const scores = allScores(model, 3);
  expect(scores).toHaveLength(300);
  for (const item of [0, 255, 256, 299]) expect(model.score(3, item)).toBe(scores[item]);
  for (const score of scores) {
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThan(1);
  }
});

test("the same stream gives the same model, and a saved one says the same to the bit", () => {
  const tastes = twoTastes(20, 12, 4, "same");
  const model = fitNeural(tastes, small, createRng("a"));
  expect(fitNeural(tastes, small, createRng("a")).save()).toEqual(model.save());
  expect(allScores(fitNeural(tastes, small, createRng("b")), 0)).not.toEqual(allScores(model, 0));
  const again = loadNeural(decodeState(JSON.parse(JSON.stringify(encodeState(model.save())))));
  expect(allScores(again, 7)).toEqual(allScores(model, 7));
  expect(again.reasons(7, 0, 3)).toEqual(model.reasons(7, 0, 3));
});

test("who has everything leaves no pair to draw, and is learnt from all the same", () => {
  const model = fitNeural(basketsOf(2, [[0, 1], [0]]), small, createRng("all"));
  expect(model.score(0, 1)).toBeGreaterThan(0);
});

test("nothing to learn from, options out of range and a rate that diverges are refused", () => {
  const tastes = twoTastes(20, 12, 4, "same");
  expect(() => fitNeural(tableOf([[null]]), {}, createRng("x"))).toThrow("needs at least 1 entry, got 0");
  expect(() => fitNeural(tastes, { negatives: 0 }, createRng("x"))).toThrow("negatives and batch from 1, got");
  expect(() => fitNeural(tastes, { learningRate: Number.POSITIVE_INFINITY }, createRng("x"))).toThrow("which diverged");
});

test("it stops where held-out entries are scored worse, and goes through all passes where none are held out", () => {
  const tastes = twoTastes(30, 12, 4, "stop");
  const passes = (options: { heldOut?: number; patience?: number }) => {
    let passed = 0;
    const onRound = () => {
      passed += 1;
    };
    fitNeural(tastes, { ...small, mostEpochs: 60, onRound, ...options }, createRng("stop"));
    return passed;
  };
  expect(passes({ heldOut: 0 })).toBe(60);
  expect(passes({})).toBeLessThan(60);
  expect(passes({ patience: 10 })).toBeGreaterThanOrEqual(passes({}) + 8);
});

test("it finds the other half of a taste, and calls items of that half alike", () => {
  const tastes = twoTastes(200, 40, 8, "neural halves");
  const model = fitNeural(tastes, {}, createRng("halves"));
  let right = 0;
  let alike = 0;
  let reasons = 0;
  for (let user = 0; user < 200; user++) {
    for (const { item } of topItems(model, tastes, user, { count: 5 })) {
      if (item < 20 === (user % 2 === 0)) right += 1;
      for (const { which } of model.reasons(user, item, 1)) {
        reasons += 1;
        if (which[0] < 20 === item < 20) alike += 1;
      }
    }
  }
  // half by chance; 1000 choices have a standard error of at most .016
  expect(right / 1000).toBeGreaterThan(0.9);
  expect(alike / reasons).toBeGreaterThan(0.8);
});
