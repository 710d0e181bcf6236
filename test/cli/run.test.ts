import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promolab, promolabJson, root } from "./promolab.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-run-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const bandit = ["run", "Promotion-v1", "thompson-sampling", "--scenario", "yogurt", "--seed", "7"];

describe("run --json", () => {
  it("gives the env, agent, scenario and seed, every episode with its return and metrics, and a hash", () => {
    const { document, exitCode, stderr } = promolabJson([...bandit, "--episodes", "3"]);
    expect(exitCode, stderr).toBe(0);
    expect(Object.keys(document)).toEqual(["env", "agent", "scenario", "seed", "episodes", "hash"]);
    expect(document).toMatchObject({ env: "Promotion-v1", agent: "thompson-sampling", scenario: "yogurt", seed: 7 });
    expect(document.episodes).toHaveLength(3);
    for (const episode of document.episodes) {
      expect(Object.keys(episode)).toEqual(["seed", "return", "metrics"]);
      expect(Number.isFinite(episode.return)).toBe(true);
    }
    expect(new Set(document.episodes.map((episode: { seed: string }) => episode.seed)).size).toBe(3);
    expect(document.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it("gives the same of the same seed, and another hash of another seed, agent or number of episodes", () => {
    const hash = (...words: string[]) => promolabJson(["run", ...words]).document.hash;
    const first = hash("CliffWalking-v1", "q-learning", "--seed", "7", "--episodes", "5");
    expect(hash("CliffWalking-v1", "q-learning", "--seed", "7", "--episodes", "5")).toBe(first);
    expect(hash("CliffWalking-v1", "q-learning", "--seed", "8", "--episodes", "5")).not.toBe(first);
    expect(hash("CliffWalking-v1", "random", "--seed", "7", "--episodes", "5")).not.toBe(first);
    expect(hash("CliffWalking-v1", "q-learning", "--seed", "7", "--episodes", "6")).not.toBe(first);
  });

  it("gives null for the scenario where the env is no market, and a text seed as a text", () => {
    const { document } = promolabJson(["run", "BernoulliBandit-v1", "ucb1", "--seed", "a name"]);
    expect(document).toMatchObject({ scenario: null, seed: "a name" });
  });
});

describe("parameters", () => {
  it("are read as YAML reads them, and count", () => {
    const returns = (...words: string[]) =>
      promolabJson(["run", "CliffWalking-v1", "q-learning", "--episodes", "30", ...words]).document.episodes;
    const last = (episodes: { return: number }[]) => episodes[episodes.length - 1].return;
    // Without exploration the thirtieth walk falls off no cliff; with nothing else than exploration it falls often.
    expect(last(returns("--param", "exploration=0", "--param", "stepSize=.5"))).toBeGreaterThan(-100);
    expect(last(returns("--param", "exploration=1"))).toBeLessThan(-100);
  });

  it("out of range are all told at once", () => {
    const faulty = ["run", "CliffWalking-v1", "q-learning", "--param", "exploration=2", "--param", "discount=-1"];
    const { exitCode, stderr } = promolab(faulty);
    expect(stderr).toContain("exploration");
    expect(stderr).toContain("discount");
    expect(exitCode).toBe(2);
  });
});

describe("a user's own agent", () => {
  const source = `
    export default {
      summary: "takes the arm it was told",
      acts: "discrete",
      create: (params, { actions }) => ({ act: () => actions - 1, save: () => ({}), load() {} }),
    };`;

  it("in plain JavaScript, importing nothing, plays from its file", () => {
    const file = join(folder, "plain.mjs");
    writeFileSync(file, source);
    const { document, exitCode, stderr } = promolabJson(["run", "BernoulliBandit-v1", "--agent", file]);
    expect(exitCode, stderr).toBe(0);
    expect(document.agent).toBe(file);
  });

  it("is lifted to a market's slots as ours are", () => {
    const file = join(folder, "lifted.mjs");
    writeFileSync(file, source);
    const { document, exitCode, stderr } = promolabJson(["run", "Promotion-v1", file, "--scenario", "yogurt"], {
      cwd: root,
    });
    expect(exitCode, stderr).toBe(0);
    expect(document.episodes).toHaveLength(1);
  });

  it("that fails while it plays ends the command with exit code 1 and a line that says where", () => {
    const file = join(folder, "failing.mjs");
    writeFileSync(file, source.replace("() => actions - 1", '() => { throw new Error("no idea"); }'));
    const { exitCode, stderr } = promolab(["run", "BernoulliBandit-v1", file]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/failing\.mjs on BernoulliBandit-v1, train episode 0, step 0.*no idea/);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe("check", () => {
  it("finds nothing at fault in our envs", () => {
    const { document, exitCode } = promolabJson(["check", "CliffWalking-v1"]);
    expect(document).toEqual({ env: "CliffWalking-v1", ok: true, findings: [] });
    expect(exitCode).toBe(0);
  });

  it("finds the breach in a user's env, with exit code 1", () => {
    const file = join(folder, "my-env.mjs");
    writeFileSync(
      file,
      `const info = {};
      export default {
        id: "Mine-v1",
        create: () => ({
          id: "Mine-v1",
          observationSpace: { kind: "discrete", n: 2 },
          actionSpace: { kind: "discrete", n: 2 },
          slots: [],
          reset: () => ({ observation: 5, info }),
          step: () => ({ observation: 0, reward: 0, terminated: true, truncated: false, info }),
          close() {},
        }),
      };`,
    );
    const { document, exitCode } = promolabJson(["check", file]);
    expect(document).toMatchObject({ env: "Mine-v1", ok: false });
    expect(document.findings.map((finding: { code: string }) => finding.code)).toContain("observation-outside-space");
    expect(exitCode).toBe(1);
  });
});

describe("schema", () => {
  it("prints a JSON Schema with every field's doc, of a scenario and of an experiment", () => {
    const scenario = JSON.parse(promolab(["schema"]).stdout);
    expect(scenario.properties.population).toMatchObject({ type: "integer", minimum: 1 });
    expect(scenario.properties.population.description).toBeTruthy();
    expect(scenario.additionalProperties).toBe(false);
    expect(JSON.parse(promolab(["schema", "experiment"]).stdout).properties.agents).toMatchObject({
      type: "array",
      minItems: 1,
    });
  });

  it("asks only for what a user must write: fields with a default are not required", () => {
    expect(JSON.parse(promolab(["schema"]).stdout).required).not.toContain("population");
  });

  it("writes presets out as files that run as they stand", () => {
    const file = join(folder, "market.yaml");
    const { stdout } = promolab(["schema", "--example", "campaign-season"]);
    expect(stdout).toMatch(/^# yaml-language-server: \$schema=\.\/scenario\.schema\.json\n/);
    writeFileSync(file, stdout);
    const words = ["run", "Promotion-v1", "no-promotion", "--seed", "3", "--scenario"];
    expect(promolabJson([...words, file]).document.hash).toBe(
      promolabJson([...words, "campaign-season"]).document.hash,
    );
  });

  it("writes an experiment out likewise", () => {
    const { stdout } = promolab(["schema", "experiment", "--example", "smoke"]);
    expect(stdout).toMatch(/^# yaml-language-server: \$schema=\.\/experiment\.schema\.json\n/);
    expect(stdout).toMatch(/^agents:/m);
  });
});

describe("list", () => {
  it("prints everything in four parts, each entry with its summary", () => {
    const { stdout } = promolab(["list"]);
    expect(stdout.match(/^\w+$/gm)).toEqual(["agents", "envs", "scenarios", "experiments", "tunings"]);
    expect(stdout).toMatch(/^ +thompson-sampling +\S/m);
    expect(stdout).toMatch(/^ +campaign-season +\S/m);
    expect(stdout).toMatch(/^ +smoke +\S/m);
  });

  it("as JSON tells parameters with their range and default", () => {
    const { agents } = promolabJson(["list", "agents"]).document;
    const found = agents.find((agent: { name: string }) => agent.name === "epsilon-greedy");
    expect(found.params).toMatchObject([{ name: "exploration", type: "number, 0 to 1, default 0.1", default: 0.1 }]);
  });
});

describe("bench", () => {
  it("gives the median of five with the fastest and the slowest", () => {
    const { document, exitCode } = promolabJson(["bench", "updates/q-learning-cliff"]);
    expect(exitCode).toBe(0);
    expect(document.results).toHaveLength(1);
    const [{ name, unit, median, min, max }] = document.results;
    expect({ name, unit }).toEqual({ name: "updates/q-learning-cliff", unit: "updates/s" });
    expect(min).toBeGreaterThan(0);
    expect(median).toBeGreaterThanOrEqual(min);
    expect(max).toBeGreaterThanOrEqual(median);
  });
});
