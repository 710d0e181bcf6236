/** What can be measured: what a second is full of, which other benchmark it is measured in turn with, if one of it is also told in µs. */
export const BENCHMARKS = {
  "shopper-days": { unit: "shopper-days/s" },
  "shopper-days/all-effects": { unit: "shopper-days/s", against: "shopper-days" },
  "shopper-days/visit-50": { unit: "shopper-days/s" },
  "cohort-days": { unit: "days/s" },
  "cohort-steps": { unit: "steps/s" },
  "cohort-steps/vector-64": { unit: "steps/s", against: "cohort-steps" },
  "cohort/1000-products": { unit: "days/s" },
  "memory/1m-shoppers": { unit: "shopper-days/s" },
  "env-steps/Promotion-v1": { unit: "steps/s" },
  "env-steps/Restock-v1": { unit: "steps/s" },
  "updates/q-learning-cliff": { unit: "updates/s" },
  "mlp-step": { unit: "steps/s", microseconds: true },
  "agents/q-learning-taxi": { unit: "updates/s" },
  "agents/lin-ucb-20": { unit: "arms/s" },
  "agents/ppo-cart-pole": { unit: "steps/s" },
  "agents/lost-sales": { unit: "steps/s" },
  "ope/1m-rows": { unit: "resampled rows/s" },
} as const satisfies Record<
  string,
  { readonly unit: string; readonly against?: string; readonly microseconds?: boolean }
>;

export type BenchmarkName = keyof typeof BENCHMARKS;
export const BENCHMARK_NAMES = Object.keys(BENCHMARKS) as BenchmarkName[];

/** The benchmarks that a word on the command line stands for: one by its name, or those of `agents`; none where there is no such word. */
export function benchmarksNamed(word: string): BenchmarkName[] {
  return BENCHMARK_NAMES.filter((name) => name === word || (word === "agents" && name.startsWith("agents/")));
}
