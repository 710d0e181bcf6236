import { createHash } from "node:crypto";
import { envs } from "../envs/registry.js";
import { ENGINE_VERSION } from "../sim/version.js";
import type { NamedScenario, ResolvedExperiment } from "./config.js";
import type { Policy } from "./policies.js";

/** A cell of an experiment: one policy, one scenario, one seed. */
export interface Cell {
  /** scenario/policy/seed */
  readonly cell: string;
  /** the scenario's label; the env's id where it is no market */
  readonly problem: string;
  readonly policy: Policy;
  /** null for envs without a market */
  readonly scenario: NamedScenario | null;
  readonly seed: string;
}

/** All cells, seed by seed, so that a ranking sharpens evenly while they finish. */
export function cellsOf({ scenarios, policies, seeds }: ResolvedExperiment): Cell[] {
  return seeds.flatMap((seed) =>
    policies.flatMap((policy) => {
      const market = envs[policy.env as keyof typeof envs].market;
      return (market ? scenarios : [null]).map((scenario) => {
        const problem = scenario?.label ?? policy.env;
        return { cell: `${problem}/${policy.label}/${seed}`, problem, policy, scenario, seed };
      });
    }),
  );
}

/**
 * What a run's results depend on, as 16 hexadecimal digits: engine, scenarios, policies, seeds and episodes. Names for
 * readers, the baseline and where files lie do not count.
 */
export function experimentHash(experiment: ResolvedExperiment): string {
  return hashOf({ engine: ENGINE_VERSION, ...experimentParts(experiment) });
}

/** What `experimentHash` covers, part by part: where two experiments differ. */
export function experimentParts(experiment: ResolvedExperiment) {
  const { scenarios, policies, training, evaluation } = experiment;
  const identities = policies.map(({ files: _, ...policy }) => policy);
  // how many seeds a plan adds is the plan's doing, and the baseline's that it looks at
  const { stopping, baseline } = experiment;
  const seeds = stopping === undefined ? experiment.seeds : { ...stopping, baseline };
  return { scenarios, policies: identities, seeds, training, evaluation };
}

/**
 * What a cell's results depend on, as 16 hexadecimal digits: equal for equal cells of any two experiments, whatever they call
 * their scenarios and policies.
 */
export function cellHash({ policy, scenarioHash, seed, training, evaluation }: CellIdentity): string {
  const { label: _, files: __, ...played } = policy;
  return hashOf({ engine: ENGINE_VERSION, policy: played, scenario: scenarioHash, seed, training, evaluation });
}

export interface CellIdentity extends Pick<ResolvedExperiment, "training" | "evaluation"> {
  readonly policy: Policy;
  readonly scenarioHash: string;
  readonly seed: string;
}

/** 16 hexadecimal digits of plain data; the order of an object's keys does not count. */
export function hashOf(data: unknown): string {
  return createHash("sha256").update(canonical(data)).digest("hex").slice(0, 16);
}

function canonical(data: unknown): string {
  return JSON.stringify(data, (_key, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value)) return String(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
