import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promolab, promolabJson, root } from "./promolab.js";

const panel = join(root, "../shared/data/yogurt_panel.csv");
const there = existsSync(panel);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-calibrate-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Forty purchases of two brands: the cheaper one is taken more often, the dearer one when it is advertised. */
function smallPanel(): string {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const [a, b] = [2 + (i % 4) * 0.5, 2 + (i % 3) * 0.5];
    const featured = i % 5 === 0 ? 1 : 0;
    const choice = (i * 7) % 10 < (a < b ? 8 : 3) || (featured === 1 && i % 2 === 0) ? "a" : "b";
    return `${(i % 4) + 1},${a},${b},${featured},0,${choice}`;
  });
  const file = join(folder, "small.csv");
  writeFileSync(file, `id,price.a,price.b,feat.a,feat.b,choice\n${rows.join("\n")}\n`);
  return file;
}

describe.skipIf(!there)("the yogurt panel (skipped where ../shared is absent)", () => {
  it("gives the reference estimates, and JSON holds exactly the promised fields", () => {
    const { document, exitCode } = promolabJson(["calibrate", "panel", panel, "--base", "weight"]);
    expect(exitCode).toBe(0);
    expect(Object.keys(document)).toEqual(["coefficients", "logLikelihood", "elasticities"]);
    // mlogit 1.1 in R, and an independent Newton fit: reference/README.md
    expect(document.coefficients.price.estimate).toBeCloseTo(-0.366584, 4);
    expect(document.coefficients.price.se).toBeCloseTo(0.024366, 4);
    expect(document.coefficients.feat.estimate).toBeCloseTo(0.491433, 4);
    expect(document.logLikelihood).toBeCloseTo(-2656.8879, 3);
    expect(document.elasticities.weight).toBeCloseTo(-2.243, 3);
  });

  it("writes a scenario that runs as it stands", () => {
    const file = join(folder, "yogurt.yaml");
    expect(promolab(["calibrate", "panel", panel, "--base", "weight", "--out", file]).exitCode).toBe(0);
    const { document, exitCode, stderr } = promolabJson(["run", "Promotion-v1", "no-promotion", "--scenario", file]);
    expect(exitCode, stderr).toBe(0);
    expect(document.scenario).toBe("yogurt");
    expect(document.episodes[0].return).toBeGreaterThan(0);
  });
});

describe("--out", () => {
  it("writes the scenario whole, leaves no draft, and overwrites only with --force", () => {
    const csv = smallPanel();
    const file = join(folder, "small.yaml");
    const first = promolab(["calibrate", "panel", csv, "--out", file]);
    expect(first.exitCode, first.stderr).toBe(0);
    expect(readFileSync(file, "utf8")).toMatch(/^# yaml-language-server: \$schema=.*\nname: small\n/);
    expect(readdirSync(folder).filter((name) => name.startsWith("small.yaml"))).toEqual(["small.yaml"]);

    writeFileSync(file, "mine");
    expect(promolab(["calibrate", "panel", csv, "--out", file]).exitCode).toBe(2);
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect(promolab(["calibrate", "panel", csv, "--out", file, "--force"]).exitCode).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("name: small");
  });

  it("is left alone when the data are at fault, whose every fault is told", () => {
    const csv = join(folder, "faulty.csv");
    writeFileSync(csv, "id,price.a,price.b,choice\n1,two,2,a\n1,3,2,c\n");
    const file = join(folder, "faulty.yaml");
    const { exitCode, stderr } = promolab(["calibrate", "panel", csv, "--out", file]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("two");
    expect(stderr).toContain('"c"');
    expect(existsSync(file)).toBe(false);
  });
});
