import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExperimentInput, type ResolvedExperiment, resolveExperiment } from "../../experiments/config.js";

/** Two weeks of a market with forty shoppers: two rules and a learner, three seeds. */
export const SMALL: ExperimentInput = {
  name: "small",
  scenarios: [{ use: "campaign-season", set: { population: 40, warmUpDays: 5, horizonDays: 14, tailDays: 6 } }],
  agents: ["no-promotion", "always-promote", "epsilon-greedy"],
  seeds: 3,
  training: { episodes: 3 },
  evaluation: { episodes: 2 },
};

export function small(changes: Partial<ExperimentInput> = {}, directory?: string): ResolvedExperiment {
  return resolveExperiment({ ...SMALL, ...changes }, { subject: "small", directory });
}

/** A folder that goes away with the test, and files in it. */
export function scratch(): { path: string; write(name: string, text: string): string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), "promolab-"));
  return {
    path,
    write(name, text) {
      const file = join(path, name);
      writeFileSync(file, text);
      return file;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
