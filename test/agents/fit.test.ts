import { describe, expect, test } from "vitest";
import { AgentError, defineAgent, definitionFrom, z } from "../../agents/define.js";
import { checkedParams, createAgent, fitAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { agents, namesIn, resolveAgent } from "../../agents/registry.js";
import { make } from "../../envs/registry.js";
import type { AgentContext } from "../../envs/types.js";
import { log, market, promotion, restock } from "./two-shelves.js";

const bandit = make("BernoulliBandit-v1");
const fitted = (spec: string, env: Parameters<typeof fitAgent>[1]) => fitAgent(resolveAgent(spec), env, spec);
/** An agent whose context can be looked into. */
function spy(acts: "discrete" | "multi-discrete" | "any" = "discrete") {
  const contexts: AgentContext[] = [];
  const definition = defineAgent({
    summary: "watches",
    acts,
    wants: ["log"],
    create(_, context) {
      contexts.push(context);
      return { act: () => 0 as never, save: () => ({}), load() {} };
    },
  });
  return { contexts, definition };
}

describe("fitAgent", () => {
  test("leaves an agent alone that fits", () => {
    expect(fitted("ucb1", bandit).acts).toBe("discrete");
    expect(fitted("random", market).acts).toBe("any");
  });

  test("lifts an agent of one choice to an env of several slots", () => {
    expect(fitted("ucb1", promotion).acts).toBe("multi-discrete");
    expect(fitted("per-slot:ucb1", promotion).acts).toBe("multi-discrete");
  });

  test("asks the host for a planning log in the market only", () => {
    expect(fitted("ucb1", promotion).needs).toContain("log");
    expect(fitted("ucb1", bandit).needs).not.toContain("log");
    expect(fitted("no-promotion", promotion).needs).toEqual(["brief"]);
    expect(fitted("joint:promotion=ucb1,restock=random", market).needs).toContain("log");
    expect(fitted("joint:promotion=random,restock=random", market).needs).toEqual([]);
  });

  test.each([
    [
      "no-promotion",
      bandit,
      "no-promotion does not fit BernoulliBandit-v1: it gives a choice in each of several slots",
    ],
    [
      "lin-ucb",
      bandit,
      "lin-ucb does not fit BernoulliBandit-v1: it reads a box observation, the env shows a discrete",
    ],
    ["ucb1", market, "name an agent for each lever: joint:promotion=ucb1,restock=..."],
    ["per-slot:ucb1", bandit, "a choice in each of several slots, the env takes a discrete space of 10"],
    ["joint:promotion=ucb1,restock=ucb1", promotion, "joint: Promotion-v1 has no levers to share out"],
    ["joint:promotion=ucb1,prices=ucb1", market, "joint: Market-v1 has no lever prices; it has promotion, restock"],
    ["joint:promotion=ucb1", market, "joint: no agent for Market-v1's restock"],
    [
      "joint:promotion=random,restock=no-promotion",
      market,
      "joint's restock agent does not fit Market-v1's restock: it sets promotions",
    ],
  ])("%s says what does not fit", (spec, env, message) => {
    expect(() => fitted(spec, env)).toThrow(AgentError);
    expect(() => fitted(spec, env)).toThrow(message);
  });

  test("a planning agent outside the market is told that there is nothing to plan from", () => {
    const planner = defineAgent({ ...spy("any").definition, needs: ["brief"] });
    expect(() => fitAgent(planner, bandit, "planner")).toThrow(
      "planner does not fit BernoulliBandit-v1: it plans from the facts of a market, and this env is none",
    );
  });
});

describe("createAgent", () => {
  test("tells an agent which lever it holds, by the choices of the action space", () => {
    const { contexts, definition } = spy("multi-discrete");
    for (const env of [promotion, restock]) createAgent({ definition, env, rng: createRng("x"), log });
    expect(contexts.map((context) => context.lever)).toEqual(["promotion", "restock"]);
  });

  test("by the env's name where both levers have equal choices", () => {
    const { contexts, definition } = spy("multi-discrete");
    const units = [0, 1, 2, 3];
    const brief = { ...promotion.brief!, restockSlots: promotion.brief!.restockSlots.map((s) => ({ ...s, units })) };
    for (const id of ["Promotion-v1", "Restock-v1"])
      createAgent({ definition, env: { ...promotion, id, brief }, rng: createRng("x"), log });
    expect(contexts.map((context) => context.lever)).toEqual(["promotion", "restock"]);
  });

  test("refuses a missing log, naming it", () => {
    expect(() => createAgent({ definition: agents.ucb1, name: "ucb1", env: promotion, rng: createRng("x") })).toThrow(
      "ucb1 needs a log, and the host gave none",
    );
  });

  test("shows a log only to those who ask for it", () => {
    const { contexts, definition } = spy("any");
    createAgent({ definition: { ...definition, wants: [] }, env: promotion, rng: createRng("x"), log });
    expect(contexts[0].log).toBeUndefined();
  });
});

describe("checkedParams", () => {
  test("fills in defaults", () => {
    expect(checkedParams(agents["epsilon-greedy"], {})).toEqual({ exploration: 0.1 });
  });

  test("lists every fault: a misspelt name and a number out of range", () => {
    const check = () => checkedParams(agents["q-learning"], { stepsize: 0.5, exploration: 3 }, "q-learning");
    expect(check).toThrow(AgentError);
    expect(check).toThrow("exploration: Too big: expected number to be <=1");
    expect(check).toThrow("no parameter stepsize; it has stepSize, ");
  });
});

describe("resolveAgent", () => {
  test("knows names, per-slot and joint", () => {
    expect(resolveAgent("ucb1")).toBe(agents.ucb1);
    expect(resolveAgent("per-slot:ucb1").acts).toBe("multi-discrete");
    expect(resolveAgent("joint:promotion=per-slot:ucb1,restock=random").acts).toBe("dict");
  });

  test("asks the caller for names first, so that a user's module can stand anywhere", () => {
    const { definition } = spy();
    const find = (name: string) => (name === "./mine.js" ? definition : undefined);
    expect(resolveAgent("./mine.js", find)).toBe(definition);
    expect(resolveAgent("joint:promotion=per-slot:./mine.js,restock=random", find).summary).toContain("watches");
    expect(namesIn("joint:promotion=per-slot:./mine.js,restock=random")).toEqual(["./mine.js", "random"]);
  });

  test.each([
    ["nope", 'no agent is called "nope"; there are random,'],
    ["toString", 'no agent is called "toString"'],
    ["per-slot:no-promotion", "per-slot lifts an agent of one discrete choice; no-promotion sets all slots itself"],
    ["per-slot:per-slot:ucb1", "per-slot lifts an agent of one discrete choice"],
    ["joint:ucb1", "joint:ucb1: needs lever=agent, as joint:promotion=lp-plan,restock=dp-restock"],
    ["joint:promotion=ucb1,promotion=ucb1", "two agents for the lever promotion"],
  ])("refuses %s", (spec, message) => {
    expect(() => resolveAgent(spec)).toThrow(AgentError);
    expect(() => resolveAgent(spec)).toThrow(message);
  });
});

describe("definitionFrom", () => {
  test("takes a plain object and fills in what it leaves out", () => {
    const definition = definitionFrom({ summary: "a", acts: "discrete", create: () => ({}) }, "./mine.js");
    expect(definition.observes).toBe("any");
    expect(definition.learns).toBe(true);
    expect(definition.params.parse({})).toEqual({});
  });

  test("names every fault of a module that exports something else", () => {
    expect(() => definitionFrom(undefined, "./mine.js")).toThrow(
      "./mine.js: needs a default export made by defineAgent({...}), got nothing",
    );
    expect(() => definitionFrom({ acts: "talks", params: z.string() }, "./mine.js")).toThrow(
      './mine.js: not an agent definition: summary: needs a line of text, got nothing; acts: needs one of discrete, multi-discrete, box, dict, any, got "talks"; params: needs a zod object, got a object; create: needs a function of (params, context), got nothing',
    );
  });
});
