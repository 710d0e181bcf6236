import { expect, test } from "vitest";
import { z } from "zod";
import { explainIssues, pathText, UserError } from "../../experiments/faults.js";
import { scenarioSchema } from "../../sim/scenario.js";
import { cornerShop } from "../envs/corner-shop.js";

const SHAPE = z.strictObject({
  depth: z.number().min(0).max(1).meta({ unit: "share" }),
  count: z.int().min(1).default(2),
  above: z.number().gt(0).optional(),
  kind: z.enum(["rule", "bandit"]).default("rule"),
  note: z.string().max(3).nullable().default(null),
  on: z.boolean().default(true),
  days: z.array(z.number()).length(7).optional(),
  date: z.iso.date().optional(),
  price: z.record(z.string(), z.number().max(9)).default({}),
  either: z.union([z.string(), z.strictObject({ use: z.string(), set: z.number().optional() })]).optional(),
  process: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("calendar"), every: z.int() }),
      z.strictObject({ kind: z.literal("follower") }),
    ])
    .optional(),
  parts: z.array(z.strictObject({ name: z.string() })).default([]),
});

function told(changes: Record<string, unknown>): string[] {
  const input = { depth: 0.5, ...changes };
  const { error } = SHAPE.safeParse(input);
  return explainIssues(error!, input, SHAPE).map(({ path, message }) => `${pathText(path)}: ${message}`);
}

test.each([
  [
    { process: { kind: "folower" } },
    'process.kind: found "folower", expected one of "calendar", "follower"; did you mean "follower"?',
  ],
  [{ depth: 2 }, "depth: found 2, expected a number from 0 to 1 (share)"],
  [{ depth: "2" }, 'depth: found "2", expected a number from 0 to 1 (share)'],
  [{ depth: undefined }, "depth: missing, expected a number from 0 to 1 (share)"],
  [{ count: 1.5 }, "count: found 1.5, expected a whole number of at least 1"],
  [{ count: 0 }, "count: found 0, expected a whole number of at least 1"],
  [{ above: 0 }, "above: found 0, expected a number above 0"],
  [{ kind: "bandits" }, 'kind: found "bandits", expected one of "rule", "bandit"; did you mean "bandit"?'],
  [{ kind: 3 }, 'kind: found 3, expected one of "rule", "bandit"'],
  [{ note: "long" }, 'note: found "long", expected a text of at most 3 letters or null'],
  [{ on: "yes" }, 'on: found "yes", expected true or false'],
  [{ days: [1, 2] }, "days: found [1,2], expected a list of 7 entries"],
  [{ days: [1, 2, 3, 4, 5, 6, "x"] }, 'days[6]: found "x", expected a number'],
  [{ date: "tomorrow" }, 'date: found "tomorrow", expected a date, YYYY-MM-DD'],
  [{ price: { "cola light": 10 } }, 'price["cola light"]: found 10, expected a number of at most 9'],
  [{ dept: 1 }, 'dept: unknown key; did you mean "depth"?'],
  [{ partsList: 1 }, 'partsList: unknown key; did you mean "parts"?'],
  [
    { zzz: 1 },
    "zzz: unknown key; known here: depth, count, above, kind, note, on, days, date, price, either, process, parts",
  ],
  [{ either: 4 }, "either: found 4, expected a text, or fields: use, ..."],
  [{ either: { us: "x" } }, "either.use: missing, expected a text"],
  [{ parts: [{ name: "a" }, { nam: "b" }] }, "parts[1].name: missing, expected a text"],
  [{ parts: "many" }, 'parts: found "many", expected a list'],
])("%j is told as path, what was found, what was expected", (changes, message) => {
  expect(told(changes)[0]).toBe(message);
});

test("an unknown key inside an alternative is told with the keys known there", () => {
  expect(told({ either: { use: "x", sets: 1 } })).toEqual(['either.sets: unknown key; did you mean "set"?']);
  expect(told({ parts: [{ name: "a", nmae: 1 }] })).toEqual(['parts[0].nmae: unknown key; did you mean "name"?']);
});

test("several unknown keys are several faults", () => {
  expect(told({ dept: 1, kid: 2 })).toEqual([
    'dept: unknown key; did you mean "depth"?',
    'kid: unknown key; did you mean "kind"?',
  ]);
});

test("long values are not printed whole", () => {
  const long = "x".repeat(200);
  expect(told({ depth: long })[0].length).toBeLessThan(140);
  expect(told({ on: Array(100).fill(1) })[0]).toBe("on: found a list of 100, expected true or false");
});

test("a scenario's faults across fields are told as its schema words them", () => {
  const shop = cornerShop();
  const input = { ...shop, products: [shop.products[0], shop.products[0]], segments: shop.segments };
  const { error } = scenarioSchema.safeParse(input);
  const faults = explainIssues(error!, input, scenarioSchema).map(
    ({ path, message }) => `${pathText(path)}: ${message}`,
  );
  expect(faults).toContain('products[1].name: found "green", expected a name that no other has');
});

test("one fault makes a line, several a list; lines of the file come first", () => {
  const one = { code: "x", path: ["a", 0, "b"], message: "found 1, expected 2" };
  expect(new UserError("f.yaml", [one]).message).toBe("f.yaml: a[0].b: found 1, expected 2");
  expect(
    new UserError("f.yaml", [
      { ...one, line: 3 },
      { code: "y", path: [], message: "wrong" },
    ]).message,
  ).toBe("f.yaml: 2 faults\n  line 3: a[0].b: found 1, expected 2\n  wrong");
  expect(new UserError("f.yaml", [one])).toMatchObject({ exitCode: 2, faults: [one] });
});
