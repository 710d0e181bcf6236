import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promolab, promolabJson } from "./promolab.js";

let folder: string;
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-stats-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("promolab stats", () => {
  it("gives one JSON document of agents and pairs, with the interval asked for", () => {
    const one = file("one.csv", "a,b\n1,2\n2,4\n3,3\n");
    const two = file("two.csv", "a,b\n1,1\n1,3\n2,2\n");
    const { document, exitCode } = promolabJson([
      "stats",
      one,
      two,
      "--method",
      "bca",
      "--gap",
      "4",
      "--difference",
      "1",
    ]);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ tasks: ["a", "b"], gap: 4, method: "bca" });
    expect(document.agents.map(({ agent }: { agent: string }) => agent)).toEqual(["one", "two"]);
    const [{ mean, profile }] = document.agents;
    expect(mean.value).toBe(2.5);
    expect(mean.ci).toEqual(mean.bca);
    expect(profile.length).toBeGreaterThan(3);
    expect(document.pairs[0].paired).toMatchObject({ pairs: 3, permutation: { p: 0.25, exact: true } });
    expect(document.pairs[0].paired.planning.worth.difference).toBe(1);
  });

  it("lists every fault of a bad table in one message, and fails with 1", () => {
    const bad = file("bad.csv", "a,b\n1,x\n2\n");
    const { exitCode, stderr, stdout } = promolab(["stats", bad]);
    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain('line 2, column 2 (b): found "x", expected a finite number');
    expect(stderr).toContain("line 3, column 2 (b): the line has 1 cell, the header 2");
  });
});
