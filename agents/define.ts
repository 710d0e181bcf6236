import type { z } from "zod";
import type { Agent, AgentContext, Value } from "../envs/types.js";

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

/**
 * An agent by definition: what it is, what it takes and gives, its parameters as one zod object, and how to make one.
 *
 * `create` may throw where its parameters and the context do not fit; the message is shown to the user as it is.
 */
export interface AgentDef<
  A extends Acts = Acts,
  O extends Observes = Observes,
  P extends z.ZodObject = z.ZodObject,
> {
  /** one line, lower case, starting with a verb: "takes the best action so far" */
  readonly summary: string;
  readonly acts: A;
  readonly observes: O;
  /** what `create` must find in its context beside the spaces */
  readonly needs?: readonly ("brief" | "log" | "lp")[];
  /** true where training episodes change it; a rule needs none */
  readonly learns: boolean;
  readonly params: P;
  create(params: z.output<P>, context: AgentContext): Agent<ObservationOf[O], ActionOf[A]>;
}

/** Types a definition; adds nothing at run time. */
export function defineAgent<A extends Acts, O extends Observes, P extends z.ZodObject>(
  definition: AgentDef<A, O, P>,
): AgentDef<A, O, P> {
  return definition;
}

/** A definition whose own types are forgotten, as the registry and the runner hold it. */
export interface AnyAgentDef extends Omit<AgentDef, "create"> {
  // biome-ignore lint/suspicious/noExplicitAny: params were parsed by this very definition's schema
  create(params: any, context: AgentContext): Agent<any, any>;
}
