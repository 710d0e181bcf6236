import { z } from "zod";
import { envs } from "../envs/registry.js";
import type { Fault } from "./faults.js";
import type { Policy } from "./policies.js";

/** How an experiment says that it goes on until its policies are told apart. */
export const stoppingSchema = z
  .strictObject({
    from: z.int().min(3).max(100_000).describe("seeds before the first look at the differences"),
    to: z.int().min(3).max(100_000).describe("seeds at the most"),
    by: z.int().min(1).max(100_000).default(5).describe("seeds between two looks"),
    until: z
      .literal("told-apart")
      .default("told-apart")
      .describe(
        "every policy is told from the baseline, in every scenario, with an error of .05 over all looks and policies",
      ),
    margin: z
      .number()
      .min(0)
      .default(0)
      .describe("differences within so much money of 0 count as none: a policy known to lie there needs no more seeds"),
  })
  .describe("seeds are added until policies are told apart");
export type Stopping = z.output<typeof stoppingSchema>;

/** What of a plan cannot be followed in this experiment. */
export function stoppingFaults(stopping: Stopping, policies: readonly Policy[], baseline: string): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: Fault["path"], message: string) => faults.push({ code: "custom", path, message });
  if (stopping.to < stopping.from)
    fault(["seeds", "to"], `found ${stopping.to}, expected at least ${stopping.from}, where it begins`);
  const market = (policy: Policy) => envs[policy.env as keyof typeof envs].market;
  const against = policies.find((policy) => policy.label === baseline);
  if (against === undefined) return faults;
  if (policies.length < 2)
    fault(["seeds"], "there is one policy alone, and nothing to tell it from; expected a number");
  for (const policy of policies)
    if (market(policy) !== market(against) || (!market(policy) && policy.env !== against.env))
      fault(
        ["seeds"],
        `${policy.label} plays ${policy.env} and is never told from ${baseline}, which plays ${against.env}`,
      );
  return faults;
}

/** Seeds that are numbered. */
export function seedNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1));
}
