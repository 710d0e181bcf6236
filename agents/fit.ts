import type {
  AgentContext,
  Env,
  LinearSolver,
  MarketBrief,
  PlanningLog,
  Rng,
  Space,
  Truth,
  Value,
} from "../envs/types.js";
import { AgentError, type AnyAgentDef, type EnvFacts } from "./define.js";
import type { ExplainedAgent } from "./explanation.js";
import { perSlot } from "./per-slot.js";

/**
 * The definition that plays this env: itself, or lifted by `per-slot:` where it gives one discrete choice and the env
 * asks for several. Its `needs` is then exact for this env: what the host must put into the context.
 *
 * @param name  what the user called the agent, for the message
 * @throws AgentError saying what does not fit, so before any run
 */
export function fitAgent(definition: AnyAgentDef, env: EnvFacts, name = "the agent"): AnyAgentDef {
  const facts: EnvFacts = {
    id: env.id,
    observationSpace: env.observationSpace,
    actionSpace: env.actionSpace,
    slots: env.slots,
    brief: env.brief,
    lever: leverOf(env),
  };
  const composed = definition.fitTo?.(facts) ?? definition;
  const fitting =
    composed.acts === "discrete" && facts.actionSpace.kind === "multi-discrete" ? perSlot(composed) : composed;
  const { acts, observes, needs = [], wants = [] } = fitting;
  const fault = (reason: string) => new AgentError(`${name} does not fit ${facts.id}: ${reason}`);

  if (acts !== "any" && acts !== facts.actionSpace.kind) {
    const hint = facts.actionSpace.kind === "dict" ? `; ${jointHint(facts.actionSpace.entries, name)}` : "";
    throw fault(`it gives ${ACTION[acts]}, the env takes ${describeSpace(facts.actionSpace)}${hint}`);
  }
  if (observes !== "any" && observes !== facts.observationSpace.kind)
    throw fault(`it reads a ${observes} observation, the env shows ${describeSpace(facts.observationSpace)}`);
  if (needs.length > 0 && facts.brief === undefined)
    throw fault("it plans from the facts of a market, and this env is none");
  const reason = fitting.misfit?.(facts);
  if (reason !== undefined) throw fault(reason);
  return { ...fitting, needs: facts.brief === undefined ? needs : [...new Set([...needs, ...wants])] };
}

/**
 * An agent ready to play: its definition fitted to the env, its parameters checked, its context put together.
 *
 * @param params  as the user gave them; what is left out takes its default
 * @param log     needed where the fitted definition's `needs` names it; so are `lp` and `truth`
 * @throws AgentError at a misfit, a parameter that is unknown or out of range, or a missing need
 */
export function createAgent({
  definition,
  name = "the agent",
  env,
  params = {},
  rng,
  log,
  lp,
  truth,
}: AgentOrder): ExplainedAgent<Value, Value> {
  const fitted = fitAgent(definition, env, name);
  for (const need of fitted.needs ?? []) {
    if ({ brief: env.brief, log, lp, truth }[need] === undefined)
      throw new AgentError(`${name} needs ${NEEDED[need]}, and the host gave none`);
  }
  const { observationSpace, actionSpace, slots, brief } = env;
  const context: AgentContext = {
    observationSpace,
    actionSpace,
    actions: actionSpace.kind === "discrete" ? actionSpace.n : 0,
    slots,
    rng,
    brief,
    lever: leverOf(env),
    ...(fitted.needs?.includes("log") ? { log } : {}),
    ...(fitted.needs?.includes("lp") ? { lp } : {}),
    ...(fitted.needs?.includes("truth") ? { truth } : {}),
  };
  return fitted.create(checkedParams(fitted, params, name), context);
}

export interface AgentOrder {
  definition: AnyAgentDef;
  /** what the user called it, for messages */
  name?: string;
  env: Pick<Env, "id" | "observationSpace" | "actionSpace" | "slots" | "brief">;
  params?: Readonly<Record<string, unknown>>;
  rng: Rng;
  log?: PlanningLog;
  lp?: LinearSolver;
  truth?: Truth;
}

const NEEDED = { brief: "a brief", log: "a log", lp: "a linear solver", truth: "the true market" };

/**
 * Parameters with their defaults filled in.
 *
 * @throws AgentError listing every parameter that is unknown, of the wrong type or out of range
 */
export function checkedParams(definition: AnyAgentDef, params: unknown, name = "the agent"): Record<string, unknown> {
  const parsed = definition.params.safeParse(params);
  if (parsed.success) return parsed.data;
  const known = Object.keys(definition.params.shape);
  const faults = parsed.error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? `no parameter ${issue.keys.join(", ")}; it has ${known.join(", ") || "none"}`
      : `${issue.path.join(".")}: ${issue.message}`,
  );
  throw new AgentError(`${name}: ${faults.join("; ")}`);
}

/** Which lever of a market an action space is: by its choices or elements, where several fit by the env's name. */
export function leverOf({ lever, brief, actionSpace, id }: EnvFacts): AgentContext["lever"] {
  if (lever !== undefined || brief === undefined || actionSpace.kind === "dict") return lever;
  const sizes = leverSizes(brief);
  const fits = (Object.keys(sizes) as (keyof typeof sizes)[]).filter((name) => {
    const { length } = sizes[name];
    if (length === 0) return false;
    if (actionSpace.kind === "box") return BOXES.includes(name) && actionSpace.low.length === length;
    if (actionSpace.kind !== "multi-discrete" || name === "advertising") return false;
    return actionSpace.counts.length === length && actionSpace.counts.every((n, slot) => n === sizes[name][slot]);
  });
  return fits.find((name) => id.toLowerCase().startsWith(name)) ?? fits[0];
}

const BOXES = ["pricing", "advertising"];

/** Choices by slot of each lever, by the brief; of advertising its elements. */
function leverSizes({ products, ...brief }: MarketBrief) {
  return {
    promotion: brief.promotionSlots.map((slot) => slot.choices.length),
    restock: brief.restockSlots.map((slot) => slot.units.length),
    pricing: brief.pricingSlots.map((slot) => slot.multipliers.length),
    coupon: brief.couponSlots.map((slot) => slot.depths.length),
    advertising: brief.advertisingSlots.map(() => 1),
    slate: brief.slateSlots.map(() => products.length + 1),
  };
}

const ACTION = {
  discrete: "one discrete choice",
  "multi-discrete": "a choice in each of several slots",
  box: "real numbers",
  dict: "an action for every lever",
} as const;

function describeSpace(space: Space): string {
  switch (space.kind) {
    case "discrete":
      return `a discrete space of ${space.n}`;
    case "multi-discrete":
      return `a multi-discrete space of ${space.counts.length} slots`;
    case "box":
      return `a box of ${space.shape.join(" x ")}`;
    case "dict":
      return `a dict of ${Object.keys(space.entries).join(", ")}`;
  }
}

function jointHint(entries: object, name: string): string {
  const example = Object.keys(entries).map((lever, index) => `${lever}=${index === 0 ? name : "..."}`);
  return `name an agent for each lever: joint:${example.join(",")}`;
}
