import { expect, it } from "vitest";
import { events } from "../../../experiments/cli/commands/events.js";
import { Misuse } from "../../../experiments/cli/misuse.js";

const given = {
  scenario: "yogurt",
  agent: "none",
  env: "Promotion-v1",
  seed: "1",
  days: 2,
  rate: 0.1,
  format: undefined,
  out: undefined,
  truth: undefined,
  json: false,
  debug: false,
};
const run = (changes: Partial<Omit<typeof given, "out" | "truth" | "format">> & { [name: string]: unknown }) =>
  events.run({ ...given, ...changes } as Parameters<typeof events.run>[0]);

it.each([
  ["Parquet without a file", { format: "parquet" }, "parquet needs --out, a file to write"],
  ["an unknown format", { format: "csv" }, 'unknown format "csv"; one of: ndjson, parquet'],
  ["JSON beside the events", { json: true }, "--json needs --out, as the events themselves go to stdout"],
  ["one file for two things", { out: "x", truth: "x" }, "--out and --truth name the same file"],
  ["an unknown env", { env: "Promotoin-v1" }, 'unknown env "Promotoin-v1"; did you mean "Promotion-v1"?'],
  ["an env without shoppers", { env: "CliffWalking-v1" }, "CliffWalking-v1 is no market: it has no shoppers"],
])("%s is misuse", async (_case, changes, message) => {
  await expect(run(changes)).rejects.toThrow(new Misuse(message));
});

it.each([
  ["1", 1],
  ["0.25", 0.25],
  [".5", 0.5],
  ["1e-3", 0.001],
])("a rate of %s is one", (text, value) => {
  expect(events.options.rate.coerce(text)).toBe(value);
});

it.each(["0", "1.5", "-0.1", "half", "", "0x1", "Infinity"])("a rate of %j is none", (text) => {
  expect(() => events.options.rate.coerce(text)).toThrow(Misuse);
});
