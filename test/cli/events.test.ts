import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entry, promolab, promolabHere, promolabJson } from "./promolab.js";

let folder: string;
let shop: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-events-"));
  shop = join(folder, "shop.yaml");
  const lines = [
    "name: shop",
    "population: 60",
    "warmUpDays: 3",
    "products: [{ name: salt, category: spice, listPrice: 1, unitCost: 0.5, initialStock: 500 }]",
    "segments: [{ name: all, share: 1 }]",
    "events: { messages: 0.5, language: zh }",
  ];
  writeFileSync(shop, `${lines.join("\n")}\n`);
  writeFileSync(join(folder, "cohort.yaml"), `${lines.slice(0, 5).join("\n")}\nfidelity: cohort\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const rows = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe("promolab events", () => {
  it("streams a line an event to stdout, and its remark to stderr", () => {
    const { exitCode, stdout, stderr } = promolab(["events", shop, "--days", "4", "--rate", "1", "--seed", "7"]);
    const events = rows(stdout);
    expect(events.length).toBeGreaterThan(50);
    expect(new Set(events.map((event) => event.day))).toEqual(new Set([0, 1, 2, 3]));
    const messages = events.filter((event) => event.kind === "message");
    expect(messages.length).toBeGreaterThan(10);
    for (const { language, text } of messages) {
      expect(language).toBe("zh");
      expect(text).toMatch(/\p{Script=Han}/u);
    }
    expect(stderr).toBe(`${events.length} events, ${messages.length} messages, 4 days of shop, seed 7\n`);
    expect(exitCode).toBe(0);
  });

  it("writes files, with the truth about messages in one of its own", () => {
    const [out, truth] = ["e.ndjson", "t.ndjson"].map((name) => join(folder, name));
    const words = ["events", shop, "--days", "5", "--rate", "1", "--out", out, "--truth", truth];
    const { document, exitCode, stderr } = promolabJson(words);
    const events = rows(readFileSync(out, "utf8"));
    const truths = rows(readFileSync(truth, "utf8"));
    const messages = events.filter((event) => event.kind === "message");
    expect(truths.map((one) => one.message)).toEqual(messages.map((event) => event.message));
    expect(document).toEqual({
      scenario: "shop",
      agent: "none",
      env: "Promotion-v1",
      seed: "1",
      days: 5,
      rate: 1,
      events: events.length,
      messages: messages.length,
      out,
      truth,
    });
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
  });

  it("writes Parquet where the file's ending says so, and leaves no other file", () => {
    const out = join(folder, "table.parquet");
    const before = readdirSync(folder);
    expect(promolab(["events", shop, "--days", "2", "--out", out])).toMatchObject({ exitCode: 0, stdout: "" });
    expect(readdirSync(folder).sort()).toEqual([...before, "table.parquet"].sort());
    expect(readFileSync(out).toString("latin1", 0, 4)).toBe("PAR1");
  });

  it("ends well and soon when the reader has seen enough", async () => {
    const child = spawn(process.execPath, [entry, "events", shop, "--days", "10000", "--rate", "1"]);
    let remark = "";
    child.stderr.on("data", (part) => {
      remark += part;
    });
    const first = await new Promise<string>((resolve) => child.stdout.once("data", (part) => resolve(String(part))));
    child.stdout.destroy();
    const exitCode = await new Promise((resolve) => child.once("close", resolve));
    expect(JSON.parse(first.slice(0, first.indexOf("\n")))).toMatchObject({ episode: 0, day: 0 });
    expect(exitCode).toBe(0);
    expect(remark).toBe("");
  });

  it.each([
    ["an unknown scenario", "events yoghurt", 'did you mean "yogurt"?'],
    ["an unknown agent", "events yogurt --agent randm", 'unknown agent "randm"; did you mean "random"?'],
    ["an agent that does not fit", "events yogurt --agent base-stock", "base-stock does not fit Promotion-v1"],
    ["a rate of nobody", "events yogurt --rate 0", '--rate needs a number above 0 and at most 1, got "0"'],
    ["an unknown format", "events yogurt --format parket", 'unknown format "parket"; did you mean "parquet"?'],
    ["Parquet to stdout", "events yogurt --format parquet", "parquet needs --out"],
    ["a scenario without shoppers", "events $/cohort.yaml", "cohort fidelity"],
  ])("%s is misuse, told in one message", async (_case, line, message) => {
    const words = line.split(" ").map((word) => word.replace("$", folder));
    const { exitCode, stdout, stderr } = await promolabHere(words);
    expect(stderr).toContain(message);
    expect(stderr.match(/promolab: /g)).toHaveLength(1);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
  });
});
