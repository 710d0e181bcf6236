import { describe, expect, it } from "vitest";
import { definitionFrom } from "../../agents/define.js";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import type { Agent, Env, ObservationSlot, Truth } from "../../envs/types.js";
import { loadSolver } from "../../experiments/portable/lp.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
import { truthOf } from "../../experiments/portable/truth.js";
import { campaignSeason } from "../../sim/presets/campaign-season.js";
import { scenarioSchema } from "../../sim/scenario.js";
import { makeAgent, meanAndError, play } from "./play.js";

/** Five weeks with one festival, for few shoppers and four products. */
const scenario = scenarioSchema.parse({
  ...campaignSeason,
  population: 200,
  products: campaignSeason.products.slice(0, 4),
  horizonDays: 35,
  warmUpDays: 21,
  tailDays: 28,
  calendar: { ...campaignSeason.calendar, campaigns: campaignSeason.calendar!.campaigns!.slice(0, 1) },
});
const replicates = createReplicates(10);
const open = () => make("Promotion-v1", { scenario, replicates }) as unknown as Env;
const env = open();
const lp = await loadSolver();
const log = planningLog({ scenario, seed: "a", replicates });
const oracleWith = (truth: Truth, params = {}) => makeAgent("oracle", env, { params, log, lp, truth });

/** Pays 1 for every day on which the first product is offered at its second choice, and takes 1 for every other offer. */
const toy: Truth = {
  play(agent) {
    const slots = env.slots as readonly ObservationSlot[];
    const observation = new Float32Array(slots.length);
    const at = slots.findIndex(({ name }) => name === "days-left");
    const mask = new Uint8Array(env.brief!.promotionSlots.length * 4).fill(1);
    agent.begin?.({ training: false });
    let sum = 0;
    for (let day = 0; day < scenario.horizonDays; day++) {
      observation[at] = (scenario.horizonDays - day) / (slots[at].scale ?? 1);
      const action = agent.act(observation, { mask });
      for (let slot = 0; slot < action.length; slot++)
        if (action[slot] > 0) sum += slot === 0 && action[slot] === 2 ? 1 : -1;
    }
    return sum;
  },
};

describe("worked by hand", () => {
  it("finds the one calendar that a toy market pays for: a product at 20% every day, and nothing else", () => {
    const agent = oracleWith(toy, { luck: 1, seasons: 800 });
    expect(toy.play(agent, 0)).toBe(35);
  });

  it("keeps to its budget of seasons, searches once, and not at all where it was saved", () => {
    let played = 0;
    const counting: Truth = {
      play(agent, season) {
        played += 1;
        return toy.play(agent, season);
      },
    };
    const agent = oracleWith(counting, { luck: 1, seasons: 60 });
    expect(played).toBe(0);
    const saved = agent.save();
    expect(played).toBeGreaterThan(20);
    expect(played).toBeLessThanOrEqual(60);
    const before = played;
    play(env, agent, { seed: "a", training: false });
    const copy = oracleWith(counting, { luck: 1, seasons: 60 });
    copy.load(structuredClone(saved));
    play(env, copy, { seed: "a", training: false });
    expect(played).toBe(before);
  });
});

describe("the true market is the oracle's alone", () => {
  it("a user's agent that asks for it is refused", () => {
    const mine = { summary: "peeks", acts: "multi-discrete", observes: "box", needs: ["truth"], create: () => ({}) };
    expect(() => definitionFrom(mine, "./mine.js")).toThrow(/needs: needs no "truth"/);
  });

  it("it plays no single lever of several", () => {
    const market = make("Market-v1", { scenario, replicates, levers: ["promotion", "restock"] }) as unknown as Env;
    expect(() => makeAgent("joint:promotion=oracle,restock=dp-restock", market, { log, lp, truth: toy })).toThrow(
      /the agent of promotion tries whole policies in the true market/,
    );
  });

  it("without it the oracle is not made", () => {
    expect(() => makeAgent("oracle", env, { log, lp })).toThrow("oracle needs the true market, and the host gave none");
  });
});

describe("statistics", () => {
  it("earns more than no, constant and planned promotion, and never less by more than 2 standard errors", () => {
    const rivals: [string, Record<string, unknown>][] = [
      ["no-promotion", {}],
      ["always-promote", { depth: 0.1 }],
      ["campaign-calendar", { depth: 0.1 }],
      ["campaign-calendar", { depth: 0.2 }],
      ["last-years-plan", {}],
      ["lp-plan", {}],
    ];
    const gains = ["a", "b", "c"].map((seed) => {
      const own = planningLog({ scenario, seed, replicates });
      const mean = (agent: Agent) =>
        [0, 1].reduce((sum, episode) => sum + play(env, agent, { seed, episode, training: false }) / 2, 0);
      const options = { log: own, lp, truth: truthOf(open, seed) };
      const best = mean(makeAgent("oracle", env, { ...options, params: { seasons: 150, luck: 3 } }));
      return rivals.map(([spec, params]) => best - mean(makeAgent(spec, env, { ...options, params })));
    });
    rivals.forEach(([spec], rival) => {
      const { mean, error } = meanAndError(gains.map((gain) => gain[rival]));
      expect(mean, `over ${spec}: ${mean.toFixed(0)} (${error.toFixed(0)})`).toBeGreaterThanOrEqual(-2 * error);
      if (spec === "no-promotion" || spec === "always-promote") expect(mean).toBeGreaterThan(2 * error);
    });
  });
});
