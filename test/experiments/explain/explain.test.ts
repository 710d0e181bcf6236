import { basename, dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PolicyExplanation } from "../../../experiments/explain/explain.js";
import { explainCell } from "../../../experiments/explain/explain-cell.js";
import { drawnExplanation } from "../../../experiments/explain/explanation-plot.js";
import { findCell } from "../../../experiments/explain/find-cell.js";
import { onDecision } from "../../../experiments/explain/on-decision.js";
import { readRun } from "../../../experiments/results.js";
import { runsOnDisk } from "../../../experiments/server/runs-on-disk.js";
import { runSweep } from "../../../experiments/sweep.js";
import { explanationSchema } from "../../../experiments/wire.js";
import { scratch, small } from "../small-experiment.js";

/** Promotes one product while less than 343 units of it are in stock, which is so from the middle of the two weeks on. */
const BY_STOCK = `
export default {
  summary: "promotes while stock is short",
  acts: "multi-discrete",
  learns: false,
  create(params, { slots, brief, actionSpace }) {
    const stock = slots.findIndex(({ name }) => name === "stock/" + brief.products[0].name);
    const action = new Int32Array(actionSpace.counts.length);
    return {
      act(observation, { mask }) {
        action[0] = observation[stock] * slots[stock].scale < 343 && mask[1] === 1 ? 1 : 0;
        return action;
      },
      save: () => ({}),
      load() {},
    };
  },
};
`;
const MEMORY = `
export default {
  summary: "promotes every other day by a count of its own, and breaks on what it has not seen",
  acts: "discrete",
  create(params, { actions }) {
    let days = 0;
    return {
      begin() { days = 0; },
      act(observation, { mask }) {
        days += 1;
        return days % 2 === 1 && (mask === undefined || mask[1] === 1) ? 1 : 0;
      },
      save: () => ({ days }),
      load(state) { days = state.days; },
    };
  },
};
`;

let folder: ReturnType<typeof scratch>;
beforeAll(async () => {
  folder = scratch();
  folder.write("by-stock.js", BY_STOCK);
  folder.write("memory.js", MEMORY);
  const agents = [
    "./by-stock.js",
    "./memory.js",
    { agent: "q-learning", params: { stepSize: [0.1, 0.5] } },
    { agent: "joint:promotion=ucb1,restock=base-stock", env: "Market-v1", label: "both" },
    { agent: "random", env: "Pricing-v1", label: "prices" },
  ];
  await runSweep(small({ agents, seeds: 2, baseline: "./memory.js" }, folder.path), {
    directory: folder.path,
    threads: 0,
  });
});
afterAll(() => folder[Symbol.dispose]());

const cellOf = (policy: string, seed?: string) => findCell(folder.path, { policy, seed });
const explained = (policy: string, options = {}) =>
  explainCell(folder.path, cellOf(policy), { episodes: 3, ...options });

describe("a user's policy with a known rule", () => {
  let told: PolicyExplanation;
  beforeAll(async () => {
    told = await explained("./by-stock.js", { episodes: 6 });
  });

  it("its tree finds the threshold, in the observation's unit, and names all its choices in episodes it was not fitted to", () => {
    const [rules, ...others] = told.rules;
    if (rules.tree?.kind !== "if") throw new Error("a question was expected");
    const { quantity, unit, threshold, below, above } = rules.tree;
    expect([quantity, unit]).toEqual([`stock/${rules.decision}`, "units"]);
    expect(Math.abs(threshold - 343)).toBeLessThan(8);
    expect([below, above]).toMatchObject([
      { kind: "choose", choice: rules.made.find(({ choice }) => choice !== "none")?.choice, agrees: 1 },
      { kind: "choose", choice: "none", agrees: 1 },
    ]);
    expect(rules.heldOut).toBe(2);
    expect(rules.fidelity!.share).toBeGreaterThan(0.95);
    expect(rules.commonest!.share).toBeLessThan(rules.fidelity!.share);
    expect(rules.made.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const other of others) expect(other.made.map(({ choice }) => choice)).toEqual(["none"]);
  });

  it("its one quantity counts, all others not at all", () => {
    const [first, ...others] = told.importance;
    expect(first.name).toBe(`stock/${told.rules[0].decision}`);
    expect(first.share).toBeGreaterThan(0.02);
    expect(others.filter(({ share }) => share > 0)).toEqual([]);
    expect(others.some(({ varied }) => !varied)).toBe(true);
  });

  it("tells nothing of itself, as it has nothing to tell", () => {
    expect(told.findings).toEqual([]);
    expect(told).toMatchObject({ cell: cellOf("./by-stock.js"), seed: "1", episodes: 6, steps: 6 * 14 });
  });
});

describe("any policy", () => {
  it("one that goes by a count of its own hangs on nothing it observes, and is not changed by being asked", async () => {
    const told = await explained("./memory.js");
    expect(told.importance.filter(({ share }) => share > 0)).toEqual([]);
    expect(told.rules[0].made.length).toBe(2);
    expect(await explained("./memory.js")).toEqual(told);
  });

  it("one of several levers has a decision and a finding for each of their slots", async () => {
    const told = await explained("both", { depth: 1 });
    const { products } = readRun(folder.path).cells[0].scenario!.scenario;
    expect(told.rules.map(({ decision }) => decision)).toEqual([
      ...products.map(({ name }) => `promotion: ${name}`),
      ...products.map(({ name }) => `restock: ${name}`),
    ]);
    const [finding] = told.findings;
    expect(finding).toMatchObject({ kind: "means", about: `promotion: ${products[0].name}` });
    expect(finding.choiceNames.slice(0, 2)).toEqual(["none", expect.stringMatching(/^percent-off \d+%$/)]);
    const one = onDecision(told, `restock: ${products[0].name}`);
    expect([one.rules.length, one.findings.length]).toEqual([1, 0]);
    expect(() => onDecision(told, "restock: nothing")).toThrow("unknown decision");
    const restock = told.rules.find(({ decision }) => decision.startsWith("restock"))!;
    expect(restock.made.every(({ choice }) => /^(no order|order \d+)$/.test(choice))).toBe(true);
  });

  it("one of real numbers is told by bands of what it gives", async () => {
    const told = await explained("prices");
    expect(told.rules[0].made[0].choice).toMatch(/^[\d.]+% of list price$/);
    expect(told.importance.every(({ share }) => share === 0)).toBe(true);
  });
});

describe("as a run's page asks for it", () => {
  it("every policy is drawn: charts fit the wire, and those about one decision name it", async () => {
    const source = runsOnDisk(dirname(folder.path));
    for (const policy of ["./by-stock.js", "q-learning stepSize=0.5", "both", "prices"]) {
      const drawn = await source.explain(basename(folder.path), cellOf(policy));
      expect(explanationSchema.parse(drawn)).toEqual(drawn);
      const { charts, decisions } = drawn!;
      for (const { about } of charts) if (about !== null) expect(decisions).toContain(about);
    }
    expect(await source.explain(basename(folder.path), "campaign-season/nobody/1")).toBeNull();
  });

  it("rules are a tree of questions whose shares add up, a table a heat map of the states met", async () => {
    const told = await explained("./by-stock.js");
    const tree = drawnExplanation(told).charts.find((chart) => chart.kind === "tree")!;
    expect(tree.nodes.map(({ depth, answer, leaf }) => [depth, answer, leaf])).toEqual([
      [0, "", false],
      [1, "yes", true],
      [1, "no", true],
    ]);
    expect(tree.nodes[1].share + tree.nodes[2].share).toBeCloseTo(1, 12);
    expect(tree.nodes[0].text).toMatch(/^stock\/.* < \d+(\.\d+)? units$/);
    const learnt = drawnExplanation(await explained("q-learning stepSize=0.5"));
    const heat = learnt.charts.find((chart) => chart.kind === "heat")!;
    expect(heat.values).toHaveLength(heat.x.names.length * heat.y.names.length);
    expect(heat.x.names).toEqual(["none", ...heat.x.names.slice(1)]);
    expect(heat.y.names.every((name) => /^campaign-open (yes|no), stock\//.test(name))).toBe(true);
  });
});

describe("what is named", () => {
  it("is a policy's label, its agent where that is one policy's alone, and the first seed unless one is given", () => {
    expect(cellOf("q-learning stepSize=0.5")).toBe("campaign-season/q-learning stepSize=0.5/1");
    expect(cellOf("joint:promotion=ucb1,restock=base-stock", "2")).toBe("campaign-season/both/2");
    expect(() => cellOf("q-learning")).toThrow(
      'agent "q-learning" is several policies of this run; name one: q-learning stepSize=0.1, q-learning stepSize=0.5',
    );
  });

  it("and wrong is listed whole, each name with its nearest", () => {
    const wrong = () => findCell(folder.path, { policy: "bothe", seed: "7", scenario: "campain-season" });
    expect(wrong).toThrow('unknown agent "bothe"; did you mean "both"?');
    expect(wrong).toThrow('unknown scenario "campain-season"; did you mean "campaign-season"?');
    expect(wrong).toThrow('no seed is "7"; there are 1, 2');
    expect(() => explainCell(folder.path, "nowhere/both/1")).rejects.toThrow(
      "no cell is called nowhere/both/1; one is",
    );
  });
});
