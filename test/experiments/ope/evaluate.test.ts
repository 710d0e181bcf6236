import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { checkPropensities } from "../../../experiments/ope/calibration.js";
import type { DecisionLog } from "../../../experiments/ope/decision-log.js";
import { evaluatePolicy } from "../../../experiments/ope/evaluate.js";
import { legalTable } from "../../../experiments/ope/legal-table.js";
import { overlapWarnings } from "../../../experiments/ope/overlap.js";
import { readDecisionLog } from "../../../experiments/ope/read-log.js";
import { resolveTarget } from "../../../experiments/ope/resolve-target.js";
import { weightFacts } from "../../../experiments/ope/weights.js";
import { BANDIT_ROWS, hasReference, reference } from "./reference-rows.js";

const data = (name: string) => join(import.meta.dirname, "../../../../shared/data", name);
const hasData = existsSync(data("hillstrom_email.csv"));
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ope-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, ...lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

async function valued(file: string, form: "zozo" | "hillstrom" | "ours", policy: string, options = {}) {
  const log = await readDecisionLog(file, form);
  return evaluatePolicy(log, await resolveTarget(policy, log, file), { resamples: 50, ...options });
}

describe("a log of four decisions", () => {
  const lines = ["action,reward,propensity,age", "a,1,.5,30", "b,0,.25,40", "a,3,.5,50", "b,2,.25,20"];

  test("is valued by hand", async () => {
    const { estimates, effectiveSampleSize, largestWeight } = await valued(
      written("four.csv", ...lines),
      "ours",
      "always:a",
    );
    expect(estimates.IPW.value).toBe((2 * 1 + 2 * 3) / 4);
    expect(estimates.SNIPW.value).toBe((2 * 1 + 2 * 3) / 4);
    // 2, 0, 6, 0 about 2: squares 0 + 4 + 16 + 4 over 3, over 4
    expect(estimates.IPW.se).toBeCloseTo(Math.sqrt(24 / 3 / 4), 12);
    expect(effectiveSampleSize).toBe(2);
    expect(largestWeight).toBe(2);
  });

  test("by a rule of a column, against another policy", async () => {
    const file = written("four.csv", ...lines);
    const log = await readDecisionLog(file, "ours");
    const rule = await resolveTarget("when:age=40:b:a", log, file);
    const against = await resolveTarget("always:b", log, file);
    const { estimates, difference } = evaluatePolicy(log, rule, { resamples: 50, against });
    expect(estimates.IPW.value).toBe((2 + 4 * 0 + 6) / 4);
    expect(difference!.IPW.value).toBeCloseTo(2 - (4 * 0 + 4 * 2) / 4, 12);
  });

  test("of another action, or by a column it has not, is refused with what there is", async () => {
    const file = written("four.csv", ...lines);
    await expect(valued(file, "ours", "always:c")).rejects.toThrow(
      `${file}: no decision of the log is "c"; its actions are a, b`,
    );
    await expect(valued(file, "ours", "when:town=x:a:b")).rejects.toThrow('no column "town" of context; it has age');
    await expect(valued(file, "ours", "columns")).rejects.toThrow("has no chances of a policy");
  });
});

describe("files that are none", () => {
  test("name every fault with its line, and exit with 1", async () => {
    const file = written(
      "bad.csv",
      "action,reward,propensity",
      "a,1,.5",
      "a,1,0",
      "a,1,1.5",
      "b,2,NaN",
      "b,,.5",
      ",1,.5",
      "b,1",
    );
    const error = await readDecisionLog(file, "ours").then(
      () => undefined,
      (thrown: Error & { exitCode: number }) => thrown,
    );
    expect(error?.exitCode).toBe(1);
    for (const line of [3, 4, 5, 6, 7, 8]) expect(error?.message).toContain(`line ${line}: `);
    expect(error?.message).toContain("6 faults");
  });

  test("a missing column, an empty file", async () => {
    await expect(readDecisionLog(written("no.csv", "action,reward", "a,1"), "ours")).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining("propensity"),
    });
    await expect(readDecisionLog(written("empty.csv", "action,reward,propensity"), "ours")).rejects.toMatchObject({
      exitCode: 1,
    });
    await expect(readDecisionLog(join(folder, "none.csv"), "zozo")).rejects.toMatchObject({ exitCode: 1 });
  });

  test("steps that are out of order, an episode in two pieces", async () => {
    const header = "episode,step,observation,action,propensity,reward";
    await expect(
      readDecisionLog(written("o.csv", header, "0,0,1,a,1,0", "0,2,1,a,1,0", "1,0,1,a,1,0", "0,0,1,a,1,0"), "ours"),
    ).rejects.toThrow(
      /line 3: step: found 2, expected 1: steps of an episode count from 0\n {2}line 5: episode: rows of an episode must follow each other/,
    );
    await expect(
      readDecisionLog(written("p.csv", header, "0,0,[1],a,1,0", '0,1,"[1,2]",a,1,0'), "ours"),
    ).rejects.toThrow("line 3: observation: expected 1 numbers as JSON, as in the first row");
  });
});

describe.skipIf(!hasReference)("the reference log through the reader (skipped without ../shared)", () => {
  test("brings its policy and model along", async () => {
    const constants = { clip: 5, switch: 3, shrink: 10 };
    const { estimates, effectiveSampleSize } = await valued(reference("ope_bandit.csv"), "ours", "columns", {
      constants,
    });
    for (const [name, value] of Object.entries(BANDIT_ROWS))
      expect(Math.abs(estimates[name].value! - value), name).toBeLessThan(1e-8);
    expect(effectiveSampleSize).toBeCloseTo(68.1877, 4);
  });
});

/** Figures of the reference README, by independent programs. */
describe.skipIf(!hasData)("real logs (skipped without ../shared)", () => {
  test("ZOZO: always item 0 is .01360000 by IPW, .01470588 by SNIPW, of four clicks, which is said", async () => {
    const { estimates, warnings } = await valued(data("zozo_men_random_log.csv"), "zozo", "always:0");
    expect(estimates.IPW.value).toBeCloseTo(0.0136, 8);
    expect(estimates.SNIPW.value).toBeCloseTo(0.01470588, 8);
    expect(warnings.join()).toContain("only 4 of the rows that count");
  });

  test("Hillstrom: e-mail M .182757, by gender .184233, M's effect .076590 (.003386)", async () => {
    const file = data("hillstrom_email.csv");
    const log = await readDecisionLog(file, "hillstrom");
    const always = await resolveTarget("always:M", log, file);
    const against = await resolveTarget("always:N", log, file);
    const options = { resamples: 20, folds: 2 };
    const { estimates, difference, calibration } = evaluatePolicy(log, always, { ...options, against });
    expect(estimates.SNIPW.value).toBeCloseTo(0.182757, 6);
    expect(difference!.SNIPW.value).toBeCloseTo(0.07659, 6);
    expect(difference!.SNIPW.se).toBeCloseTo(0.003386, 6);
    expect(calibration.pValue).toBeGreaterThan(0.05);
    const byGender = evaluatePolicy(log, await resolveTarget("when:mens=1:M:W", log, file), options);
    expect(byGender.estimates.SNIPW.value).toBeCloseTo(0.184233, 6);
  });
});

/** Two contexts; an action whose chance depends on them. */
function drawn(rows: number, propensityFactor: number): DecisionLog {
  const rng = createRng("calibration");
  const context = Int32Array.from({ length: rows }, () => rng.int(2));
  const chanceOfOne = [0.2, 0.6];
  const action = Int32Array.from(context, (x) => (rng.uniform() < chanceOfOne[x] ? 1 : 0));
  const propensity = Float64Array.from(
    action,
    (a, i) => (a === 1 ? propensityFactor : 1) * (a === 1 ? chanceOfOne[context[i]] : 1 - chanceOfOne[context[i]]),
  );
  return {
    rows,
    actions: ["no", "yes"],
    action,
    reward: Float64Array.from(action),
    propensity,
    context: [{ name: "x", kind: "text", codes: context, texts: ["0", "1"] }],
  };
}

describe("the check of propensities", () => {
  test("of equal chances is the chi-square of frequencies, by hand", () => {
    const action = Int32Array.of(0, 0, 0, 1);
    const log = {
      rows: 4,
      actions: ["a", "b"],
      action,
      reward: new Float64Array(4),
      propensity: new Float64Array(4).fill(0.5),
      context: [],
    };
    const { statistic, freedom, total } = checkPropensities(log);
    // X of a averages 1.5 with mean square 3, of b .5 with 1: 4 (.25 / 3 + .25 / 1)
    expect(statistic).toBeCloseTo(4 / 3, 12);
    expect(freedom).toBe(1);
    expect(total).toBe(1);
  });

  test("passes what is right and finds propensities that are a tenth too large", () => {
    expect(checkPropensities(drawn(5000, 1)).pValue).toBeGreaterThan(0.01);
    const wrong = checkPropensities(drawn(5000, 1.1));
    expect(wrong.pValue).toBeLessThan(1e-3);
    expect(wrong.actions[1].ratio).toBeCloseTo(1 / 1.1, 1);
  });

  test("counts an action over the rows that allowed it", () => {
    const legal = Uint8Array.of(1, 0, 1, 0, 1, 1, 1, 1);
    const action = Int32Array.of(0, 0, 0, 1);
    const log = {
      rows: 4,
      actions: ["a", "b"],
      action,
      reward: new Float64Array(4),
      propensity: Float64Array.of(1, 1, 0.5, 0.5),
      context: [],
      legal,
    };
    expect(checkPropensities(log).actions.map(({ ratio }) => ratio)).toEqual([1, 1]);
  });
});

test("which actions were legal, slot by slot, stands in the log", () => {
  const legal = ["", "11 101", "01 111"];
  const table = legalTable((row) => legal[row], 3, ["[0,0]", "[1,1]", "[0,2]"])!;
  expect([...table]).toEqual([1, 1, 1, 1, 0, 1, 0, 1, 0]);
  expect(legalTable((row) => legal[row], 3, ["a"])).toBeUndefined();
});

describe("warnings", () => {
  test("say in words what is wrong", () => {
    expect(overlapWarnings(weightFacts(Float64Array.of(0, 0)), 2, 0)[0]).toContain(
      "the log never did what the policy does",
    );
    const wild = new Float64Array(1000).fill(0.1);
    wild[3] = 500;
    const words = overlapWarnings(weightFacts(wild), 1000, 200).join("\n");
    expect(words).toContain("tell as much of the policy as 1 of its own would");
    expect(words).toContain("one row carries 83% of all weight");
    expect(overlapWarnings(weightFacts(new Float64Array(1000).fill(1)), 1000, 200)).toEqual([]);
  });
});

describe("an evaluation", () => {
  test("covers the truth and keeps its laws", () => {
    const log = drawn(4000, 1);
    const always = {
      fill: (_row: number, out: Float64Array) => {
        out[0] = 0;
        out[1] = 1;
      },
      chance: Float64Array.from(log.action),
    };
    const found = evaluatePolicy(log, always, { resamples: 200 });
    // the reward is the action
    expect(found.estimates.SNIPW.value).toBe(1);
    expect(found.estimates.DR.value).toBeCloseTo(1, 2);
    expect(found.estimates.IPW.intervals.bernstein![0]).toBeLessThan(found.estimates.IPW.intervals.normal![0]);
    expect(found.estimates.SNIPW.intervals.bernstein).toBeNull();
    expect(found.warnings).toEqual([expect.stringContaining("only 0 of the rows that count")]);
    expect(evaluatePolicy(log, always, { resamples: 200 })).toEqual(found);
  });

  test("of the logging policy itself is the mean reward, and of nothing in common is unknown", () => {
    const log = drawn(500, 1);
    const own = evaluatePolicy(log, { chance: log.propensity }, { resamples: 20 });
    const mean = log.reward.reduce((sum, r) => sum + r, 0) / 500;
    expect(own.estimates.IPW.value).toBeCloseTo(mean, 12);
    expect(own.estimates.SNIPW.value).toBeCloseTo(mean, 12);
    expect(own.estimates.DM).toBeUndefined();
    const nothing = evaluatePolicy(log, { chance: new Float64Array(500) }, { resamples: 20 });
    expect(nothing.estimates.SNIPW).toMatchObject({ value: null, se: null, ci: null });
    expect(nothing.warnings[0]).toContain("the log never did what the policy does");
  });
});
