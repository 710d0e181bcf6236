import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSweep } from "../../experiments/sweep.js";
import { scratch, small } from "../experiments/small-experiment.js";
import { promolab, promolabJson } from "./promolab.js";

let folder: ReturnType<typeof scratch>;
let run: string;
beforeAll(async () => {
  folder = scratch();
  run = join(folder.path, "runs", "small");
  await runSweep(small({ agents: ["no-promotion", "lin-ucb"], seeds: 2 }), { directory: run, threads: 0 });
});
afterAll(() => folder[Symbol.dispose]());
const at = () => ({ cwd: folder.path });

describe("promolab explain", () => {
  it("tells coefficients, importance and rules of a run under runs/, and writes the page of charts", () => {
    const { stdout, stderr, exitCode } = promolab(
      ["explain", "lin-ucb", "small", "--episodes", "3", "--html", "why.html", "--decision", "roast-classic"],
      at(),
    );
    expect(stdout).toMatch(
      /^lin-ucb on campaign-season, seed 1, after 3 training episodes; 3 evaluation episodes, 42 /,
    );
    expect(stdout).toMatch(/roast-classic: coefficients of a choice's value, standard deviations of a usual reward/);
    expect(stdout).toMatch(/stock\/roast-classic +16 units +-?[\d.]+ +-?[\d.]+ to -?[\d.]+/);
    expect(stdout).toMatch(/in 1 held-out episodes? these rules name \d+%|roast-classic: always/);
    expect(stdout).not.toMatch(/roast-dark: coefficients/);
    expect([stderr, exitCode]).toEqual(["wrote why.html\n", 0]);
    expect(readFileSync(join(folder.path, "why.html"), "utf8")).toContain("What lin-ucb goes by");
  });

  it("prints one JSON document, of another seed and a path", () => {
    const { document } = promolabJson(["explain", "lin-ucb", run, "--seed", "2", "--episodes", "2"]);
    expect(document).toMatchObject({ policy: "lin-ucb", seed: "2", scenario: "campaign-season", episodes: 2 });
    expect(Object.keys(document)).toEqual(expect.arrayContaining(["findings", "importance", "rules"]));
    expect(document.findings[0]).toMatchObject({ kind: "coefficients", about: "roast-classic" });
  });

  it("lists wrong names in one message with the nearest, and leaves nothing behind", () => {
    const wrong = promolab(["explain", "lin-ucbb", "small", "--seed", "9", "--html", "no.html"], at());
    expect(wrong).toMatchObject({ exitCode: 2, stdout: "" });
    expect(wrong.stderr).toMatch(
      /unknown agent "lin-ucbb"; did you mean "lin-ucb"\?\n.*no seed is "9"; there are 1, 2/,
    );
    expect(existsSync(join(folder.path, "no.html"))).toBe(false);
    expect(promolab(["explain", "lin-ucb", "smal"], at())).toMatchObject({
      exitCode: 2,
      stderr: 'promolab: explain: unknown run "smal"; did you mean "small"?\n',
    });
  });
});
