import { AgentError } from "../../agents/define.js";
import type { ExplainedAgent, Finding } from "../../agents/explanation.js";

/** What each kind of finding must hold, by field. */
const NEEDED: Readonly<Record<Finding["kind"], readonly string[]>> = {
  means: ["choices", "interval"],
  coefficients: ["terms", "choice", "interval"],
  table: ["states", "choices", "values"],
  tiles: ["axes", "held", "choices", "values"],
  "shadow-prices": ["of", "prices"],
};

/**
 * What an agent tells of itself; none where it cannot. A user's own agent is held to the findings' shape.
 *
 * @param name  what the user called it
 * @throws AgentError where its `explain` throws, or answers what is no finding
 */
export function ownAccount(agent: Pick<ExplainedAgent<never, unknown>, "explain">, name: string): readonly Finding[] {
  let told: unknown;
  try {
    told = agent.explain?.() ?? [];
  } catch (error) {
    throw new AgentError(`${name}: its explain() threw: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!Array.isArray(told)) throw new AgentError(`${name}: its explain() needs to answer a list of findings`);
  told.forEach((finding: Partial<Finding> | null, index) => {
    const kind = finding?.kind;
    if (kind === undefined || !Object.hasOwn(NEEDED, kind))
      throw new AgentError(
        `${name}: finding ${index} of its explain() needs a kind of ${Object.keys(NEEDED).join(", ")}`,
      );
    const missing = ["part", "unit", ...NEEDED[kind]].filter((field) => !(field in (finding as object)));
    if (missing.length > 0)
      throw new AgentError(`${name}: finding ${index} of its explain(), ${kind}, lacks ${missing.join(", ")}`);
  });
  return told;
}
