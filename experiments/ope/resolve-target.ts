import { UserError } from "../faults.js";
import type { DecisionLog } from "./decision-log.js";
import { parsePolicy, type TargetPolicy, targetPolicy } from "./target-policy.js";

/**
 * The policy that a user's text names, on a log.
 *
 * @throws UserError, exit code 1, where the log does not know what the policy speaks of; Misuse where the text names no policy
 */
export async function resolveTarget(text: string, log: DecisionLog, file: string): Promise<TargetPolicy> {
  const simple = parsePolicy(text);
  if (simple !== undefined) return targetPolicy(simple, log, file);
  throw new UserError("--policy", [{ code: "policy", path: [], message: `no policy "${text}"` }]);
}
