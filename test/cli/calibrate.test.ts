import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promolab, promolabHere, promolabJson } from "./promolab.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-calibrate-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Purchases of two brands, ten a household: the cheaper one is taken more often, the dearer one when it is advertised. */
function smallPanel(households = 4): string {
  const rows = Array.from({ length: 10 * households }, (_, i) => {
    const [a, b] = [2 + (i % 4) * 0.5, 2 + (i % 3) * 0.5];
    const featured = i % 5 === 0 ? 1 : 0;
    const choice = (i * 7) % 10 < (a < b ? 8 : 3) || (featured === 1 && i % 2 === 0) ? "a" : "b";
    return `${(i % households) + 1},${a},${b},${featured},0,${choice}`;
  });
  const file = join(folder, `small-${households}.csv`);
  writeFileSync(file, `id,price.a,price.b,feat.a,feat.b,choice\n${rows.join("\n")}\n`);
  return file;
}

describe("a panel without days", () => {
  it("gives estimates, a fit table that says what is assumed and why, and a scenario that runs as it stands", () => {
    const file = join(folder, "panel.yaml");
    const { exitCode, stdout, stderr } = promolab(["calibrate", "panel", smallPanel(23), "--quick", "--out", file]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^coefficient +estimate +s\.e\. +z$/m);
    expect(stdout).toMatch(/^class 1: log-odds of buying on a visit +-?[\d.]+ +beside what is assumed$/m);
    expect(stdout).toMatch(
      /^assumed: the pull of the category's value and the pantry, as the panel has no column date/m,
    );
    expect(stdout).not.toContain("realism card");

    const run = promolabJson(["run", "Promotion-v1", "no-promotion", "--scenario", file]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.document.scenario).toBe("panel");
    expect(run.document.episodes[0].return).toBeGreaterThan(0);
  });
});

describe("--out", () => {
  it("writes the scenario whole, leaves no draft, overwrites only with --force, and few households end with their likelihood", async () => {
    const csv = smallPanel();
    const file = join(folder, "small.yaml");
    const first = promolab(["calibrate", "panel", csv, "--out", file]);
    expect(first.exitCode, first.stderr).toBe(0);
    expect(first.stdout).toContain("moments not fitted: it takes 20 households");
    expect(first.stdout).toContain("realism card: ");
    expect(readFileSync(file, "utf8")).toMatch(/^# yaml-language-server: \$schema=.*\nname: small\n/);
    expect(readdirSync(folder).filter((name) => name.startsWith("small.yaml"))).toEqual(["small.yaml"]);

    writeFileSync(file, "mine");
    expect(await promolabHere(["calibrate", "panel", csv, "--out", file])).toMatchObject({ exitCode: 2 });
    expect(readFileSync(file, "utf8")).toBe("mine");
    const second = promolabJson(["calibrate", "panel", csv, "--out", file, "--force", "--quick"]);
    expect(second.exitCode, second.stderr).toBe(0);
    expect(Object.keys(second.document)).toEqual([
      ...["coefficients", "logLikelihood", "elasticities", "moments", "untold", "realism"],
    ]);
    expect(second.document).toMatchObject({ moments: null, untold: null, realism: null });
    expect(readFileSync(file, "utf8")).toContain("name: small");
  });

  it("is left alone when the data are at fault, whose every fault is told", async () => {
    const csv = join(folder, "faulty.csv");
    writeFileSync(csv, "id,price.a,price.b,choice\n1,two,2,a\n1,3,2,c\n");
    const file = join(folder, "faulty.yaml");
    const { exitCode, stderr } = await promolabHere(["calibrate", "panel", csv, "--out", file]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("two");
    expect(stderr).toContain('"c"');
    expect(existsSync(file)).toBe(false);
  });
});

/** Two brands in six stores over 40 weeks: sales fall with their prices and rise with features. */
function smallWeeks(): string {
  const rows = ["left", "right"].flatMap((brand, b) =>
    Array.from({ length: 240 }, (_, n) => {
      const [store, week] = [Math.floor(n / 40), n % 40];
      const price = 2 + 0.25 * ((week * (b + 2) + store) % 5);
      const feat = (week + 3 * b + store) % 6 === 0 ? 1 : 0;
      const sales = Math.round(90 * price ** -2 * (1 + feat) * (1 + 0.2 * Math.sin(week * 7 + store + b)));
      return `shop ${store},${week},${sales},${price},${brand},${feat}`;
    }),
  );
  const file = join(folder, "weeks.csv");
  writeFileSync(file, `store,week,sales,price,brand,feat\n${rows.join("\n")}\n`);
  return file;
}

/** Eighty customers over 120 days; the first ones come often. Half were sent a campaign, a few of them used it. */
function smallLog() {
  const rows = Array.from({ length: 80 }, (_, c) =>
    Array.from({ length: 1 + Math.floor(60 / (c + 4)) }, (_, n) => {
      const day = (c * 13 + n * (5 + (c % 7)) * 3) % 120;
      const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
      return `c${c},${date},${1 + ((c + n) % 3)},${(1 + ((c + n) % 3)) * (2 + (n % 4))},${n % 3 === 0 ? 0.5 : 0}`;
    }).join("\n"),
  );
  const write = (name: string, content: string) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const sent = Array.from({ length: 40 }, (_, c) => `7,c${c}`);
  const used = Array.from({ length: 12 }, (_, c) => `7,c${3 * c},2024-02-${10 + c}`);
  return {
    log: write("log.csv", `customer,date,units,value,discount\n${rows.join("\n")}\n`),
    campaigns: write("sent.csv", `campaign,customer\n${sent.join("\n")}\n`),
    descriptions: write("runs.csv", "campaign,start,end\n7,2024-02-01,2024-03-01\n"),
    redemptions: write("used.csv", `campaign,customer,date\n${used.join("\n")}\n`),
  };
}

describe("weekly sales and logs of customers", () => {
  it("become scenarios that run, with a fit table and a forecast of the weeks left out", () => {
    const file = join(folder, "weeks.yaml");
    const { stdout, stderr, exitCode } = promolab(["calibrate", "weekly", smallWeeks(), "--quick", "--out", file]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^moment +data +simulated +z$/m);
    expect(stdout).toContain("right: share of units");
    expect(stdout).toContain("seasonal naive");
    const run = promolab(["run", "Promotion-v1", "no-promotion", "--scenario", file]);
    expect(run.exitCode, run.stderr).toBe(0);
  });

  it("take the companion files of a log together, and tell groups, coupons and where each number comes from", async () => {
    const { log, campaigns, descriptions, redemptions } = smallLog();
    const file = join(folder, "log.yaml");
    const words = ["calibrate", "transactions", log, "--groups", "2", "--quick", "--out", file];
    const all = ["--campaigns", campaigns, "--campaign-descriptions", descriptions, "--redemptions", redemptions];
    const { document, exitCode, stderr } = promolabJson([...words, ...all]);
    expect(exitCode, stderr).toBe(0);
    expect(Object.keys(document)).toEqual(["betaGeometric", "groups", "moments", "realism"]);
    const names = document.moments.moments.map(({ name }: { name: string }) => name);
    expect(names).toContain("group 1: part of the coupons sent that were used");
    expect(names).toContain("group 2: part of the list price spared");
    const scenario = readFileSync(file, "utf8");
    expect(scenario).toContain("validDays: 30");
    expect(scenario).toMatch(/path: segments.category.incidence\n +origin: assumed/);
    expect(promolab(["run", "Promotion-v1", "no-promotion", "--scenario", file]).exitCode).toBe(0);
    const alone = await promolabHere([...words, "--force", ...all.slice(2)]);
    expect(alone.stderr).toContain("go together");
  });
});

describe("what is none of a kind", () => {
  it.each([
    [["calibrate", "weekly", "$small", "--base", "a"], 2, "--base is for panel, not for weekly"],
    [["calibrate", "monthly", "$small"], 2, "panel, weekly, transactions"],
    [["calibrate", "weekly", "$small"], 1, "as weekly: no column for units"],
    [["calibrate", "transactions", "$empty"], 1, "the file is empty"],
    [["calibrate", "panel", "$missing"], 2, "no such file"],
  ])("%j is refused in one line", async (words, exitCode, message) => {
    const empty = join(folder, "empty.csv");
    writeFileSync(empty, "");
    const files: Record<string, string> = { $small: smallPanel(), $empty: empty, $missing: join(folder, "none.csv") };
    const found = await promolabHere(words.map((word) => files[word] ?? word));
    expect(found.exitCode).toBe(exitCode);
    expect(found.stderr).toContain(message);
    expect(found.stderr.trim().split("\n")).toHaveLength(1);
  });
});
