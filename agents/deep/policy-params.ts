import { z } from "../define.js";

/** Parameters that every policy gradient has. */
export const policyParams = {
  hidden: z.int().min(1).max(1024).default(64).describe("units of each of the two layers of both networks"),
  learningRate: z.number().gt(0).max(1).default(0.001).describe("step of Adam at the start"),
  learningRateHalfLife: z
    .number()
    .min(0)
    .max(1e12)
    .default(0)
    .describe("steps of the env after which the learning rate has halved, harmonically; 0: it stays constant")
    .meta({ unit: "steps" }),
  discount: z.number().min(0).max(1).default(0.99).describe("worth today of a reward of 1 a step later").meta({
    unit: "factor",
  }),
  entropy: z.number().min(0).max(10).default(0.01).describe("weight of the policy's entropy beside its gain"),
  longestGradient: z.number().gt(0).max(1e9).default(0.5).describe("length that each gradient is cut to"),
};

/** The learning rate after so many steps. */
export function learningRateAt(
  { learningRate, learningRateHalfLife }: { learningRate: number; learningRateHalfLife: number },
  steps: number,
): number {
  return learningRateHalfLife > 0
    ? (learningRate * learningRateHalfLife) / (learningRateHalfLife + steps)
    : learningRate;
}
