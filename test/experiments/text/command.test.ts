import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sentiment } from "../../../experiments/cli/commands/sentiment.js";
import { exitCodeOf } from "../../../experiments/cli/misuse.js";

type Args = Parameters<typeof sentiment.run>[0];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-sentiment-"));
  writeFileSync(join(folder, "chats.csv"), "words,mood\nToo late.,sad\nLovely!,glad\n");
  writeFileSync(join(folder, "reviews.csv"), "review\nGood.\n");
  writeFileSync(join(folder, "numbers.csv"), "review\n12\n3.5\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command says of words it refuses before it prints anything. */
async function refusal(file: string, more: Partial<Args>): Promise<{ exitCode: number; message: string }> {
  const usual = { kind: "reviews", language: "auto", train: false, force: false, json: false, debug: false };
  const args = { ...usual, csv: join(folder, file), ...more } as Args;
  const error = await sentiment.run(args).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  return { exitCode: exitCodeOf(error), message: error?.message ?? "" };
}

describe("promolab sentiment", () => {
  it.each<[what: string, file: string, more: Partial<Args>, message: string]>([
    ["a file that is not there", "nowhere.csv", {}, "nowhere.csv: no such file"],
    ["a file without texts", "chats.csv", {}, "no column for text (or sentence, review,"],
    ["a column that is not there", "chats.csv", { column: "word" }, "no column word; did you mean words?"],
    ["texts without words", "numbers.csv", {}, "no text has a word that the models know"],
    ["too few labels", "chats.csv", { column: "words", train: true, label: "mood" }, "at least 10 texts with a label"],
  ])("tells %s, with exit code 1", async (_what, file, more, message) => {
    const out = join(folder, "none.csv");
    const found = await refusal(file, { ...more, out });
    expect(found.message).toContain(message);
    expect(found.exitCode).toBe(1);
    expect(existsSync(out)).toBe(false);
  });

  it("tells a model that is none, with exit code 1", async () => {
    const found = await refusal("reviews.csv", { model: join(folder, "chats.csv") });
    expect(found).toMatchObject({ exitCode: 1, message: expect.stringContaining("no model of texts") });
  });

  it.each<[what: string, more: Partial<Args>, message: string]>([
    ["an unknown language", { language: "fr" }, 'unknown language "fr"; one of: auto, en, zh'],
    ["an unknown method", { train: true, method: "bayes" }, 'unknown method "bayes"'],
    ["a kind without texts", { kind: "panel" }, "--kind needs reviews"],
    ["an option of --train alone", { label: "mood" }, "--label belongs to --train"],
    ["a model made and taken", { train: true, model: "x.json" }, "--train makes a model and --model takes one"],
    ["an ending it cannot write", { out: "x.txt" }, 'ends in .csv or .parquet, got "x.txt"'],
  ])("tells %s, with exit code 2", async (_what, more, message) => {
    const found = await refusal("reviews.csv", more);
    expect(found.message).toContain(message);
    expect(found.exitCode).toBe(2);
  });

  it("writes over no file, and never over the one it reads", async () => {
    const there = await refusal("reviews.csv", { out: join(folder, "chats.csv") });
    expect(there).toMatchObject({ exitCode: 2, message: expect.stringContaining("--force overwrites it") });
    const itself = await refusal("reviews.csv", { out: join(folder, "reviews.csv"), force: true });
    expect(itself).toMatchObject({ exitCode: 2, message: expect.stringContaining("names of their own") });
  });
});
