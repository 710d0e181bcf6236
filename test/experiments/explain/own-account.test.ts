import { expect, it } from "vitest";
import type { Finding } from "../../../agents/explanation.js";
import { ownAccount } from "../../../experiments/explain/own-account.js";

const told = (explain?: () => unknown) => () => ownAccount({ explain: explain as () => Finding[] }, "./mine.js");

it("an agent that cannot tell tells nothing; what it tells is passed on", () => {
  expect(told()()).toEqual([]);
  const prices = [{ kind: "shadow-prices", part: [], unit: "money", of: "a plan", prices: [] }];
  expect(told(() => prices)()).toBe(prices);
});

it("a user's agent whose account is none is told what is wrong with it, by its name", () => {
  const broken = () => {
    throw new Error("no plan yet");
  };
  expect(told(broken)).toThrow("./mine.js: its explain() threw: no plan yet");
  expect(told(() => ({ kind: "means" }))).toThrow("needs to answer a list of findings");
  expect(told(() => [null])).toThrow("finding 0 of its explain() needs a kind of means, coefficients, table, tiles");
  expect(told(() => [{ kind: "table", part: [], unit: "reward", states: [] }])).toThrow(
    "./mine.js: finding 0 of its explain(), table, lacks choices, values",
  );
});
