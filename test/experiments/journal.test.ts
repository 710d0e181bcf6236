import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { agentFileOf, DAYS_FILE, JOURNAL_FILE, openJournal, readJournal } from "../../experiments/journal.js";
import { scratch } from "./small-experiment.js";

const row = (episode: number) =>
  ({ role: "evaluate", episode, score: 1.5, steps: 2, hash: "ab", metrics: {} }) as const;
const done = (cell: string) => ({ type: "done", cell }) as const;

test("entries come back in the order they were given, with what they name on disk", async () => {
  using folder = scratch();
  const journal = await openJournal(folder.path);
  const file = { name: "agents/a.json", text: "{}" };
  const entries = await Promise.all([
    journal.append({ type: "trained", cell: "a", rows: [], agent: file.name, finished: true }, { file }),
    journal.append({ type: "evaluated", cell: "a", row: row(0) }, { days: Float64Array.of(1, 2, 3) }),
    journal.append({ type: "evaluated", cell: "a", row: row(1) }, { days: Float64Array.of(4) }),
    journal.append(done("a")),
  ]);
  await journal.close();
  expect(entries[2]).toEqual({ type: "evaluated", cell: "a", row: row(1), days: { offset: 24, bytes: 8 } });
  expect(readJournal(folder.path)).toEqual(entries);
  expect(readFileSync(join(folder.path, file.name), "utf8")).toBe("{}");
  expect([...new Float64Array(new Uint8Array(readFileSync(join(folder.path, DAYS_FILE))).buffer)]).toEqual([
    1, 2, 3, 4,
  ]);
});

test.each([
  ["half a line", '{"type":"done","ce'],
  ["a line that is complete and no entry", '{"type":"done","ce\n'],
  ["zeros, as a file system may leave them", "\0\0\0\0\0\n"],
])("%s at the end, of a run that was killed, is cut off", async (_what, torn) => {
  using folder = scratch();
  const first = await openJournal(folder.path);
  await first.append({ type: "evaluated", cell: "a", row: row(0) }, { days: Float64Array.of(1) });
  await first.close();
  appendFileSync(join(folder.path, JOURNAL_FILE), torn);
  appendFileSync(join(folder.path, DAYS_FILE), "days without an entry");
  expect(readJournal(folder.path)).toHaveLength(1);
  const second = await openJournal(folder.path);
  expect(second.entries).toHaveLength(1);
  const { days } = (await second.append(
    { type: "evaluated", cell: "a", row: row(1) },
    { days: Float64Array.of(2) },
  )) as {
    days: unknown;
  };
  await second.close();
  expect(days).toEqual({ offset: 8, bytes: 8 });
  expect(readJournal(folder.path).map((entry) => entry.type)).toEqual(["evaluated", "evaluated"]);
  expect(statSync(join(folder.path, DAYS_FILE)).size).toBe(16);
});

test("a line in the middle that is no entry is refused with its number, and the file is left as it is", async () => {
  using folder = scratch();
  const text = `${JSON.stringify(done("a"))}\nrubbish\n${JSON.stringify(done("b"))}\n`;
  writeFileSync(join(folder.path, JOURNAL_FILE), text);
  await expect(openJournal(folder.path)).rejects.toThrow(/journal\.ndjson: line 2: not an entry/);
  expect(readFileSync(join(folder.path, JOURNAL_FILE), "utf8")).toBe(text);
});

test("days that were journaled and are gone are refused", async () => {
  using folder = scratch();
  const journal = await openJournal(folder.path);
  await journal.append({ type: "evaluated", cell: "a", row: row(0) }, { days: Float64Array.of(1, 2) });
  await journal.close();
  writeFileSync(join(folder.path, DAYS_FILE), "12345678");
  await expect(openJournal(folder.path)).rejects.toThrow(/days\.bin: 16 bytes were journaled, only 8 are there/);
});

test("what cannot be written is told to whoever gave it, and nothing that came after it is written", async () => {
  using folder = scratch();
  const journal = await openJournal(folder.path);
  const bad = journal.append(done("a"), { file: { name: "journal.ndjson/agents/a.json", text: "" } });
  await expect(bad).rejects.toThrow(/ENOTDIR|EEXIST/);
  // it may build on the one that is missing
  await expect(journal.append(done("b"))).rejects.toThrow(/ENOTDIR|EEXIST/);
  await journal.close();
  expect(readJournal(folder.path)).toEqual([]);
});

test("a folder without a journal has no entries, and reading makes none", () => {
  using folder = scratch();
  expect(readJournal(folder.path)).toEqual([]);
  expect(existsSync(join(folder.path, JOURNAL_FILE))).toBe(false);
});

test("cells' files have readable names, and no two cells share one", () => {
  expect(agentFileOf("campaign-season/ucb1/7", 20, true)).toBe("agents/campaign-season__ucb1__7.json");
  expect(agentFileOf("campaign-season/ucb1/7", 20, false)).toBe("checkpoints/campaign-season__ucb1__7-20.json");
  const cells = ["a/b__c/1", "a__b/c/1", "a/b/c/1", "a b/c/1", "a:b/c/1", "a/b/_c/1", `a/${"x".repeat(300)}/1`];
  const files = cells.map((cell) => agentFileOf(cell, 1, true));
  expect(new Set(files).size).toBe(cells.length);
  for (const file of files) expect(file).toMatch(/^agents\/[A-Za-z0-9._=-]{1,200}\.json$/);
});
