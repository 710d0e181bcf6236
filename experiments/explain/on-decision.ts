import { unknown } from "../cli/nearest.js";
import { UserError } from "../faults.js";
import type { PolicyExplanation } from "./explain.js";

/**
 * The part of an explanation that is about one decision. How much its quantities count stays that of all decisions together.
 *
 * @throws UserError with the nearest name where there is no such decision
 */
export function onDecision(explanation: PolicyExplanation, decision: string): PolicyExplanation {
  const rules = explanation.rules.filter((one) => one.decision === decision);
  if (rules.length === 0) {
    const names = explanation.rules.map((one) => one.decision);
    throw new UserError(explanation.cell, [{ code: "name", path: [], message: unknown("decision", decision, names) }]);
  }
  const findings = explanation.findings.filter(({ about }) => about === null || about === decision);
  return { ...explanation, rules, findings };
}
