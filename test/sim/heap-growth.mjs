/*
 * What a long run leaves on the heap, and how often it makes the collector run, of what was built:
 *
 *     node --expose-gc test/sim/heap-growth.mjs <cohort | shopper> <steps>
 *
 * Plain JavaScript, as it runs in a process of its own over dist/. Prints {steps, grownBytes, scavenges, collections}, with
 * scavenges those of the youngest objects alone.
 */
import { constants, PerformanceObserver } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";

const built = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { make } = await built("envs/registry.js");
const { scenarioSchema } = await built("sim/scenario.js");
const { presets } = await built("sim/presets/registry.js");

const [fidelity, wanted] = process.argv.slice(2);
const steps = Number(wanted);
const population = fidelity === "shopper" ? 200 : 1000;
const scenario = scenarioSchema.parse({ ...presets["campaign-season"], fidelity, population });
const env = make("Promotion-v1", { scenario, tailDays: 0 });
const { counts } = env.actionSpace;
const actions = Array.from({ length: 64 }, (_, a) => Int32Array.from(counts, (n, slot) => (7 * a + 3 * slot) % n));

const collected = { [constants.NODE_PERFORMANCE_GC_MINOR]: 0, [constants.NODE_PERFORMANCE_GC_MAJOR]: 0 };
const observer = new PerformanceObserver((list) => {
  for (const { detail } of list.getEntries()) if (detail.kind in collected) collected[detail.kind] += 1;
});

function run(days) {
  let ended = true;
  for (let t = 0; t < days; t++) {
    if (ended) env.reset({ seed: "heap", options: { role: "train" } });
    const { terminated, truncated } = env.step(actions[t % actions.length]);
    ended = terminated || truncated;
  }
}

async function heapUsed() {
  // twice, with a turn of the event loop between: what the first leaves to finalisers goes with the second
  gc();
  await new Promise(setImmediate);
  gc();
  return process.memoryUsage().heapUsed;
}

// compiled code, its feedback and the warm-up of the market come once
run(Math.ceil(steps / 10));
const before = await heapUsed();
observer.observe({ entryTypes: ["gc"] });
run(steps);
// the loop above held the event loop, and with it the news of collections
await setTimeout(100);
const { [constants.NODE_PERFORMANCE_GC_MINOR]: scavenges, [constants.NODE_PERFORMANCE_GC_MAJOR]: collections } =
  collected;
observer.disconnect();
const grownBytes = (await heapUsed()) - before;
process.stdout.write(`${JSON.stringify({ steps, grownBytes, scavenges, collections })}\n`);
