import { expect, test } from "vitest";
import { experimentSchema, loadExperiment, loadScenario, resolveExperiment } from "../../experiments/config.js";
import { UserError } from "../../experiments/faults.js";
import { cellsOf, experimentHash } from "../../experiments/identity.js";
import { experimentPresets } from "../../experiments/presets/registry.js";
import { SMALL, scratch, small } from "./small-experiment.js";

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("a list of values makes a policy of each, and lists multiply", () => {
  const { policies } = small({
    agents: [{ agent: "q-learning", params: { exploration: [0.1, 0.2], discount: [0.5, 0.9], stepSize: 0.25 } }],
  });
  expect(policies.map((policy) => policy.label)).toEqual([
    "q-learning exploration=0.1 discount=0.5",
    "q-learning exploration=0.1 discount=0.9",
    "q-learning exploration=0.2 discount=0.5",
    "q-learning exploration=0.2 discount=0.9",
  ]);
  expect(policies.map(({ params }) => [params.exploration, params.discount, params.stepSize])).toEqual([
    [0.1, 0.5, 0.25],
    [0.1, 0.9, 0.25],
    [0.2, 0.5, 0.25],
    [0.2, 0.9, 0.25],
  ]);
});

test("a list of one value does not change the label", () => {
  const { policies } = small({ agents: [{ agent: "epsilon-greedy", params: { exploration: [0.3] } }] });
  expect(policies).toMatchObject([{ label: "epsilon-greedy", params: { exploration: 0.3 } }]);
});

test("parameters left out take the agent's defaults, so that writing a default changes nothing", () => {
  const bare = small({ agents: ["epsilon-greedy"] });
  const written = small({ agents: [{ agent: "epsilon-greedy", params: { exploration: 0.1 } }] });
  expect(bare.policies[0].params).toEqual({ exploration: 0.1 });
  expect(experimentHash(written)).toBe(experimentHash(bare));
});

test("the identity of an experiment holds what results depend on, and neither its name nor its baseline", () => {
  const hash = experimentHash(small());
  expect(experimentHash(small({ name: "other", description: "other", baseline: "always-promote" }))).toBe(hash);
  const changed = [
    { seeds: 4 },
    { seeds: ["1", "2", "x"] },
    { training: { episodes: 4 } },
    { training: { episodes: 3, tailDays: 1 } },
    { evaluation: { episodes: 3 } },
    { agents: ["no-promotion", "always-promote", { agent: "epsilon-greedy", params: { exploration: 0.2 } }] },
    { scenarios: [{ use: "campaign-season", set: { population: 41, warmUpDays: 5, horizonDays: 14, tailDays: 6 } }] },
  ].map((change) => experimentHash(small(change as Partial<typeof SMALL>)));
  expect(new Set([hash, ...changed]).size).toBe(changed.length + 1);
});

test("the hash of an agent's own file is part of the identity, where the file lies is not", () => {
  using one = scratch();
  using two = scratch();
  const agents = ["./mine.js"];
  one.write("mine.js", "export default 1");
  two.write("mine.js", "export default 1");
  const first = experimentHash(small({ agents }, one.path));
  expect(experimentHash(small({ agents }, two.path))).toBe(first);
  two.write("mine.js", "export default 2");
  expect(experimentHash(small({ agents }, two.path))).not.toBe(first);
});

test("a number of seeds names them 1, 2, ...; a list names them itself, numbers as texts", () => {
  expect(small({ seeds: 3 }).seeds).toEqual(["1", "2", "3"]);
  expect(small({ seeds: ["a", 7] }).seeds).toEqual(["a", "7"]);
});

test("the baseline is no-promotion where there is one, else the first policy, else what is asked for", () => {
  expect(small({ agents: ["random", "no-promotion"] }).baseline).toBe("no-promotion");
  expect(small({ agents: ["random", "always-promote"] }).baseline).toBe("random");
  expect(small({ agents: ["random", "no-promotion"], baseline: "random" }).baseline).toBe("random");
});

test("cells come seed by seed, and an env without a market is played once whatever the scenarios", () => {
  const experiment = small({
    scenarios: ["campaign-season", { use: "campaign-season", as: "few", set: { population: 5 } }],
    agents: ["random", { agent: "ucb1", env: "BernoulliBandit-v1" }],
    seeds: 2,
  });
  expect(cellsOf(experiment).map(({ cell }) => cell)).toEqual([
    "campaign-season/random/1",
    "few/random/1",
    "BernoulliBandit-v1/ucb1/1",
    "campaign-season/random/2",
    "few/random/2",
    "BernoulliBandit-v1/ucb1/2",
  ]);
});

test("`set` changes single fields of a scenario and leaves the rest", () => {
  const base = loadScenario("campaign-season");
  const [{ label, scenario }] = small({
    scenarios: [
      { use: "campaign-season", as: "spring", set: { population: 7, calendar: { startDate: "2027-03-01" } } },
    ],
  }).scenarios;
  expect(label).toBe("spring");
  expect(scenario).toEqual({ ...base, population: 7, calendar: { ...base.calendar, startDate: "2027-03-01" } });
});

test("scenario and agent files are found from the experiment's own folder", () => {
  using folder = scratch();
  folder.write("market.json", JSON.stringify({ ...loadScenario("campaign-season"), name: "mine" }));
  folder.write("mine.js", "export default {}");
  const file = folder.write(
    "study.yaml",
    "scenarios: [./market.json]\nagents: [random, per-slot:./mine.js]\nseeds: 2\n",
  );
  const experiment = loadExperiment(file);
  expect(experiment.name).toBe("study");
  expect(experiment.scenarios[0].label).toBe("mine");
  expect(experiment.policies[1].files).toEqual({ "./mine.js": `${folder.path}/mine.js` });
});

test("one message lists every fault of a file, with line, path, what was found and what was expected", () => {
  using folder = scratch();
  const file = folder.write(
    "bad.yaml",
    `name: bad
enviroment: Promotion-v1
scenarios:
  - campain-season
  - use: campaign-season
    set: { population: -4, horizn: 3 }
agents:
  - thomson-sampling
  - agent: epsilon-greedy
    params: { exploration: [0.1, 2], explore: 1 }
  - agent: ./nope.js
  - { agent: random, env: Promotion-v2, parms: {} }
  - 5
seeds: ten
training: { episodes: 1.5 }
`,
  );
  expect(messageOf(() => loadExperiment(file)).split("\n")).toEqual([
    `${file}: 13 faults`,
    '  line 2: enviroment: unknown key; did you mean "env"?',
    '  line 4: scenarios[0]: campain-season: no scenario preset and no file has this name; did you mean "campaign-season"?',
    "  line 6: scenarios[1].set.population: found -4, expected a whole number from 1 to 100000000 (shoppers)",
    '  line 6: scenarios[1].set.horizn: unknown key; did you mean "horizonDays"?',
    '  line 8: agents[0]: unknown agent "thomson-sampling"; did you mean "thompson-sampling"?',
    '  line 10: agents[1].params.explore: unknown key; did you mean "exploration"?',
    "  line 10: agents[1].params.exploration[1]: found 2, expected a number from 0 to 1 (probability)",
    `  line 11: agents[2].agent: found ./nope.js, expected a file; none is at ${folder.path}/nope.js`,
    '  line 12: agents[3].parms: unknown key; did you mean "params"?',
    '  line 12: agents[3].env: unknown env "Promotion-v2"; did you mean "Promotion-v1"?',
    "  line 13: agents[4]: found 5, expected a text, not empty, or fields: agent, ...",
    '  line 14: seeds: found "ten", expected a whole number from 1 to 100000, or fields: from, to, ..., or a list, not empty',
    "  line 15: training.episodes: found 1.5, expected a whole number from 0 to 1000000",
  ]);
});

test.each([
  [{ seeds: ["1", 1] }, 'seeds[1]: found "1" a second time, expected a seed of its own'],
  [{ agents: ["random", "random"] }, 'agents[1]: found a second policy called "random", expected a `label` of its own'],
  [{ baseline: "rando", agents: ["random"] }, 'baseline: unknown policy "rando"; did you mean "random"?'],
  [
    { scenarios: ["campaign-season", "campaign-season"] },
    'scenarios[1]: found a second scenario called "campaign-season", expected a name of its own; give one with `as`',
  ],
  [{ agents: [] }, "agents: found [], expected a list, not empty"],
  [{ agents: undefined }, "agents: missing, expected a list, not empty"],
])("the fault of %j is told", (change, told) => {
  expect(messageOf(() => resolveExperiment({ ...SMALL, ...change }, { subject: "small" }))).toBe(`small: ${told}`);
});

test("a file that is not YAML is refused with line and column", () => {
  using folder = scratch();
  const file = folder.write("torn.yaml", "name: x\nagents: [a, b\nseeds: 3\n");
  expect(messageOf(() => loadExperiment(file))).toMatch(/torn\.yaml: line 3: column 1: not YAML: /);
  const scenario = folder.write("torn.json", '{"name": "x",\n "products": [}');
  expect(messageOf(() => loadScenario(scenario))).toMatch(/torn\.json: .*line 2: column \d+: not YAML: /s);
});

test("a name that is neither preset nor file is refused with the nearest preset", () => {
  expect(messageOf(() => loadExperiment("smok"))).toMatch(/did you mean "smoke"\?$/);
  expect(messageOf(() => loadScenario("./none.yaml"))).toMatch(/none\.yaml: no such file$/);
});

test.each(Object.entries(experimentPresets))("the preset %s is an experiment", (name, preset) => {
  expect(experimentSchema.safeParse(preset).success).toBe(true);
  expect(loadExperiment(name).name).toBe(name);
});

test("every field of an experiment has a line of doc", () => {
  for (const [name, field] of Object.entries(experimentSchema.shape))
    expect([name, field.description ?? field.unwrap?.().description]).toEqual([name, expect.stringMatching(/\w/)]);
});
