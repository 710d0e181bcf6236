/** Which policy a row, a cell or an episode is about. */
export interface Policy {
  readonly agent: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly scenario: string;
}

/** How a policy is called on screen: its agent, the parameters that were set, and its scenario where a run has several. */
export function policyLabel(policy: Policy, withScenario: boolean): string {
  const params = Object.entries(policy.params).map(([name, value]) => `${name}=${plain(value)}`);
  const named = params.length > 0 ? `${policy.agent} ${params.join(" ")}` : policy.agent;
  return withScenario ? `${named} on ${policy.scenario}` : named;
}

/** True where not all policies play the same scenario. */
export function severalScenarios(policies: readonly Policy[]): boolean {
  return policies.some((policy) => policy.scenario !== policies[0].scenario);
}

function plain(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
