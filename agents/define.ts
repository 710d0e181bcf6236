import { z } from "zod";
import type { AgentContext, Env, Value } from "../envs/types.js";
import type { ExplainedAgent } from "./explanation.js";

/** The kind of action an agent gives; `any` takes whatever space the env has. */
export type Acts = "discrete" | "multi-discrete" | "box" | "dict" | "any";
/** The kind of observation an agent reads; `any` where it looks at none, or at whatever is there. */
export type Observes = "discrete" | "multi-discrete" | "box" | "dict" | "any";

type ActionOf = {
  discrete: number;
  "multi-discrete": Int32Array;
  box: Float32Array;
  dict: { readonly [entry: string]: number | Int32Array | Float32Array };
  any: Value;
};
type ObservationOf = ActionOf;

/** What of an env decides whether an agent fits it. */
export interface EnvFacts extends Pick<Env, "id" | "observationSpace" | "actionSpace" | "slots" | "brief"> {
  /** which lever of a market the action space is; undefined outside the market and for all levers at once */
  readonly lever?: AgentContext["lever"];
}

/**
 * An agent by definition: what it is, what it takes and gives, its parameters as one zod object, and how to make one.
 *
 * `create` may throw where its parameters and the context do not fit; the message is shown to the user as it is.
 */
export interface AgentDef<A extends Acts = Acts, O extends Observes = Observes, P extends z.ZodObject = z.ZodObject> {
  /** one line, lower case, starting with a verb: "takes the best action so far" */
  readonly summary: string;
  readonly acts: A;
  readonly observes: O;
  /** what `create` must find in its context beside the spaces */
  readonly needs?: readonly ("brief" | "log" | "lp" | "truth")[];
  /** what `create` finds in its context where the env is a market, and does without elsewhere */
  readonly wants?: readonly "log"[];
  /** of an agent that sets some levers of a market with all of them: those, in place of all */
  readonly levers?: readonly string[];
  /** true where training episodes change it; a rule needs none */
  readonly learns: boolean;
  readonly params: P;
  /** why the agent cannot play this env although the kinds of its spaces fit, as half a sentence; undefined when it can */
  misfit?(env: EnvFacts): string | undefined;
  /** for a definition made of others: itself, its parts fitted to the env's. @throws AgentError where they do not fit */
  fitTo?(env: EnvFacts): AnyAgentDef;
  create(params: z.output<P>, context: AgentContext): ExplainedAgent<ObservationOf[O], ActionOf[A]>;
}

/** A definition as it is written: what is left out is `any` observation, an agent that learns, and no parameters. */
type Draft<A extends Acts, O extends Observes, P extends z.ZodObject> = Omit<
  AgentDef<A, O, P>,
  "observes" | "learns" | "params"
> &
  Partial<Pick<AgentDef<A, O, P>, "observes" | "learns" | "params">>;

type NoParams = z.ZodObject<Record<never, never>, z.core.$strict>;

/** Types a definition and fills in what it leaves out. */
export function defineAgent<A extends Acts, O extends Observes = "any", P extends z.ZodObject = NoParams>(
  draft: Draft<A, O, P>,
): AgentDef<A, O, P> {
  return {
    ...draft,
    observes: draft.observes ?? ("any" as O),
    learns: draft.learns ?? true,
    params: draft.params ?? (z.strictObject({}) as unknown as P),
  };
}

/** A definition whose own types are forgotten, as the registry and the runner hold it. */
export interface AnyAgentDef extends Omit<AgentDef, "create"> {
  // biome-ignore lint/suspicious/noExplicitAny: params were parsed by this very definition's schema
  create(params: any, context: AgentContext): ExplainedAgent<any, any>;
}

/** A user's mistake about an agent: an unknown name, a parameter out of range, a misfit with the env. */
export class AgentError extends Error {
  override readonly name = "AgentError";
}

/**
 * The definition that a user's module exports by default.
 *
 * @param exported  the module's default export, whatever it is
 * @param from      the module's name, for the message
 * @throws AgentError naming everything that keeps it from being a definition
 */
export function definitionFrom(exported: unknown, from: string): AnyAgentDef {
  if (typeof exported !== "object" || exported === null)
    throw new AgentError(`${from}: needs a default export made by defineAgent({...}), got ${describeValue(exported)}`);
  const draft = exported as Partial<AnyAgentDef>;
  const faults: string[] = [];
  const expect = (good: boolean, field: keyof AnyAgentDef, wanted: string) => {
    if (!good) faults.push(`${field}: needs ${wanted}, got ${describeValue(draft[field])}`);
  };
  expect(typeof draft.summary === "string", "summary", "a line of text");
  expect(KINDS.includes(draft.acts as Acts), "acts", `one of ${KINDS.join(", ")}`);
  expect(draft.observes === undefined || KINDS.includes(draft.observes), "observes", `one of ${KINDS.join(", ")}`);
  expect(
    draft.params === undefined || (typeof draft.params?.safeParse === "function" && "shape" in draft.params),
    "params",
    "a zod object",
  );
  expect(typeof draft.create === "function", "create", "a function of (params, context)");
  expect(
    draft.needs?.includes("truth") !== true,
    "needs",
    'no "truth": the true market is the oracle\'s alone, and others are measured by it',
  );
  if (faults.length > 0) throw new AgentError(`${from}: not an agent definition: ${faults.join("; ")}`);
  return defineAgent(draft as AgentDef) as AnyAgentDef;
}

/** zod itself, so that a user's agent needs no package of its own. */
export { z };

const KINDS: readonly Acts[] = ["discrete", "multi-discrete", "box", "dict", "any"];

function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  return typeof value === "string" ? JSON.stringify(value) : value === null ? "null" : `a ${typeof value}`;
}
