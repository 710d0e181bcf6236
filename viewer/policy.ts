/** Which policy a row or a cell is about. */
export interface Policy {
  /** what the experiment calls it, where that is told */
  readonly label?: string;
  readonly agent: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly scenario: string;
}

/**
 * How policies are called on screen: as the experiment calls them, else by agent with the parameters in which it differs from
 * its namesakes; with the scenario where there are several. As `promolab compare` prints them.
 */
export function policyNames(policies: readonly Policy[]): (policy: Policy) => string {
  const several = severalScenarios(policies);
  const values = new Map<string, Set<string>>();
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  for (const { agent, params } of policies) {
    for (const [name, value] of Object.entries(params)) {
      const key = JSON.stringify([agent, name]);
      const known = values.get(key);
      if (known) known.add(text(value));
      else values.set(key, new Set([text(value)]));
    }
  }
  return ({ label, agent, params, scenario }) => {
    const varied = Object.keys(params).filter((name) => (values.get(JSON.stringify([agent, name]))?.size ?? 0) > 1);
    const name = label ?? [agent, ...varied.map((param) => `${param}=${text(params[param])}`)].join(" ");
    return several ? `${name} on ${scenario}` : name;
  };
}

/** True where not all policies play the same scenario. */
export function severalScenarios(policies: readonly Policy[]): boolean {
  return policies.some((policy) => policy.scenario !== policies[0].scenario);
}

/** The baseline's row: the one of that name, else the one that differs from it by nothing. */
export function baselineOf<
  R extends Policy & { readonly difference: number; readonly differenceCi: readonly number[] },
>(rows: readonly R[], baseline: string): R | undefined {
  const alike = rows.filter((row) => row.difference === 0 && row.differenceCi.every((bound) => bound === 0));
  const name = policyNames(rows);
  return alike.find((row) => name(row) === baseline) ?? alike[0];
}
