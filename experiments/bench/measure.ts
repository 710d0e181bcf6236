import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BENCHMARKS, type BenchmarkName } from "./benchmarks.js";
import type { Order, Sample } from "./sampler.js";

/** Of several samples; units a second, or a ratio of two. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface BenchResult extends Spread {
  readonly name: BenchmarkName;
  /** what a second is full of: "shopper-days/s" */
  readonly unit: string;
  readonly samples: number;
  /** to set the work up: shoppers, warm-up, compiled code not counted */
  readonly prepareSeconds: number;
  /** most resident memory of the process that did the work, the runtime's own included */
  readonly peakGiB: number;
  /** of shopper-days: visits by shopper-day over the samples */
  readonly visitProbability?: number;
  /** the median's length of one, where that is how the figure is quoted */
  readonly microseconds?: number;
  /** its rate over another's: the spread of the ratios of samples taken one after the other */
  readonly ratio?: Spread & { readonly to: BenchmarkName };
}

/** Samples that a rate is the median of. */
const SAMPLES = 5;
/** Milliseconds of a sample at least, and of the one before all that is thrown away: engines compile what is hot only then. */
const SAMPLE_MS = 200;
const WARM_UP_MS = 1500;
/** Pairs of samples that a ratio is the median of: a shared machine's speed swings by half within a minute. */
const PAIRS = 15;

/**
 * How fast one core of this machine is, in seconds of its time: the work is done in a process of its own. A ratio to another benchmark is taken
 * sample by sample, the two processes in turn.
 *
 * @throws Error when a process ends before it has answered
 */
export async function measure(name: BenchmarkName): Promise<BenchResult> {
  const benchmark: { unit: string; against?: BenchmarkName; microseconds?: boolean } = BENCHMARKS[name];
  const { unit, against, microseconds } = benchmark;
  const mine = open(name);
  const other = against === undefined ? undefined : open(against);
  try {
    let last = await mine.sample(WARM_UP_MS);
    await other?.sample(WARM_UP_MS);
    const samples = other ? PAIRS : SAMPLES;
    const rates: number[] = [];
    const ratios: number[] = [];
    for (let n = 0; n < samples; n++) {
      last = await mine.sample(SAMPLE_MS);
      rates.push(rateOf(last));
      if (other) ratios.push(rateOf(last) / rateOf(await other.sample(SAMPLE_MS)));
    }
    const { visitProbability } = last;
    const spread = spreadOf(rates, 0);
    return {
      name,
      unit,
      ...spread,
      samples,
      prepareSeconds: Number((last.prepareMs / 1000).toFixed(2)),
      peakGiB: Number((last.peakBytes / 2 ** 30).toFixed(3)),
      ...(visitProbability !== undefined && { visitProbability: Number(visitProbability.toFixed(4)) }),
      ...(microseconds && { microseconds: Number((1e6 / spread.median).toFixed(1)) }),
      ...(against !== undefined && { ratio: { to: against, ...spreadOf(ratios, 3) } }),
    };
  } finally {
    mine.close();
    other?.close();
  }
}

const rateOf = ({ amount, coreMs }: Sample) => (1000 * amount) / coreMs;

/** @param numbers  odd in number */
function spreadOf(numbers: readonly number[], decimals: number): Spread {
  const sorted = numbers.map((number) => Number(number.toFixed(decimals))).sort((a, b) => a - b);
  return { median: sorted[(sorted.length - 1) / 2], min: sorted[0], max: sorted[sorted.length - 1] };
}

/** A process that samples one benchmark when told to. */
function open(name: BenchmarkName): { sample(leastMs: number): Promise<Sample>; close(): void } {
  const child: ChildProcess = fork(samplerFile(), [name], { execArgv: [] });
  return {
    sample: (leastMs) =>
      new Promise((resolve, reject) => {
        const ended = () => reject(new Error(`bench: the process that measures ${name} ended before it answered`));
        child.once("exit", ended);
        child.once("error", reject);
        child.once("message", (message) => {
          child.off("exit", ended);
          child.off("error", reject);
          resolve(message as Sample);
        });
        child.send({ leastMs } satisfies Order);
      }),
    close: () => child.kill(),
  };
}

/** The built sampler, also where this file runs as source: a process of its own has no TypeScript. */
function samplerFile(): string {
  const here = import.meta.url;
  const built = fileURLToPath(
    new URL(here.endsWith(".ts") ? "../../dist/experiments/bench/sampler.js" : "./sampler.js", here),
  );
  if (!existsSync(built)) throw new Error(`${built} is not built: npx tsc -b`);
  return built;
}
