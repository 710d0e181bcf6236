import { performance } from "node:perf_hooks";
import type { BenchmarkName } from "./benchmarks.js";
import { workloads } from "./workloads.js";

/** What a sampling process answers to each message it gets. */
export interface Sample {
  /** work done, in the benchmark's unit without its "/s" */
  readonly amount: number;
  /** of one core: processor time, so that what else runs on the machine does not count */
  readonly coreMs: number;
  /** what it took to set the work up, once */
  readonly prepareMs: number;
  /** most resident memory of the process so far */
  readonly peakBytes: number;
  readonly visitProbability?: number;
}

/** What a sampling process is told: for how long at least to work, milliseconds of processor time. */
export interface Order {
  readonly leastMs: number;
}

/*
 * A process that does one benchmark's work, a sample for every message: `node sampler.js <name>`. A process of its own, so
 * that one benchmark's compiled code, garbage and memory are not another's.
 */
const began = performance.now();
const workload = workloads[process.argv[2] as BenchmarkName]();
const prepareMs = performance.now() - began;

process.on("message", ({ leastMs }: Order) => {
  const start = process.cpuUsage();
  let amount = 0;
  let coreMs = 0;
  do {
    amount += workload.work();
    const { user, system } = process.cpuUsage(start);
    coreMs = (user + system) / 1000;
  } while (coreMs < leastMs);
  const peakBytes = 1024 * process.resourceUsage().maxRSS;
  const sample: Sample = { amount, coreMs, prepareMs, peakBytes, ...workload.facts?.() };
  process.send?.(sample);
});
