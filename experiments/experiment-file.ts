import type { ExperimentInput, ResolvedExperiment } from "./config.js";

/**
 * A resolved experiment as a file that a user could have written: scenarios written out, every default there, one entry a policy.
 * Resolved again it asks for the same results to the bit; agents out of files have to lie where they are named.
 */
export function experimentFile(experiment: ResolvedExperiment): ExperimentInput {
  const { name, description, scenarios, policies, baseline, seeds, stopping, training, evaluation } = experiment;
  return {
    name,
    description,
    scenarios: scenarios.map(({ label, scenario }) => ({ ...scenario, name: label })),
    agents: policies.map(({ agent, label, env, envOptions, params }) => ({
      agent,
      label,
      env,
      ...(Object.keys(envOptions).length > 0 && { envOptions: { ...envOptions } }),
      // A list would be read as a grid: a list of one list is that list.
      params: Object.fromEntries(
        Object.entries(params).map(([key, value]) => [key, Array.isArray(value) ? [value] : value]),
      ),
    })),
    baseline,
    seeds: stopping ?? [...seeds],
    training,
    evaluation,
  } as ExperimentInput;
}
