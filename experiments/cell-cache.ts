import type { MarketOptions } from "../envs/market-env.js";
import { envs } from "../envs/registry.js";
import { createReplicates } from "../envs/replicates.js";
import type { Env, EnvDef, LinearSolver, PlanningLog, Truth } from "../envs/types.js";
import { EventLog } from "../sim/events.js";
import type { DayReport } from "../sim/ledger.js";
import type { Scenario } from "../sim/scenario.js";
import type { CellTask } from "./cell.js";
import type { NamedScenario } from "./config.js";
import type { Policy } from "./policies.js";
import { loadSolver } from "./portable/lp.js";
import { planningLog } from "./portable/planning-log.js";
import { truthOf } from "./portable/truth.js";

/** What cells of one thread share. */
export interface CellCache {
  /** of the last few (scenario, seed) pairs */
  log(task: CellTask): PlanningLog;
  env(task: CellTask, tailDays: number | undefined, recording?: boolean): CachedEnv;
  solver(): Promise<LinearSolver>;
  /** opens an env of its own, so that what is tried leaves no trace in a played one */
  truth(task: CellTask): Truth;
  /** when an episode's days were last shown to a viewer, ms of performance.now() */
  shownAt: number;
}

/** @param size  pairs of scenario and seed whose log and warm-up are kept */
export function createCellCache(size = 4): CellCache {
  const logs = new Map<string, PlanningLog>();
  const openEnvs = new Map<string, CachedEnv>();
  const scenarios = new Map<string, Scenario>();
  const replicates = createReplicates(size);
  let solver: Promise<LinearSolver> | undefined;
  // Tasks bring copies of a scenario; warm-ups are shared between envs that hold the same object.
  const scenarioOf = ({ scenario, scenarioHash }: CellTask) =>
    scenario && { ...scenario, scenario: remembered(scenarios, size, scenarioHash, () => scenario.scenario) };
  return {
    shownAt: Number.NEGATIVE_INFINITY,
    log: (task) =>
      remembered(logs, size, JSON.stringify([task.scenarioHash, task.seed]), () =>
        planningLog({ scenario: scenarioOf(task)!.scenario, seed: task.seed, replicates }),
      ),
    env(task, tailDays, recording = false) {
      const { policy, scenarioHash } = task;
      const key = JSON.stringify([policy.env, policy.envOptions, scenarioHash, tailDays, recording]);
      return remembered(openEnvs, 2 * size, key, () => {
        const record = recording ? new EventLog(task.scenario!.scenario.events.rate) : undefined;
        const cached: CachedEnv = { env: undefined as unknown as Env, onDay: undefined, record };
        const onDay: OnDay = (report, phase) => cached.onDay?.(report, phase);
        cached.env = makeEnv(policy, scenarioOf(task), { tailDays, onDay, record, replicates });
        return cached;
      });
    },
    solver() {
      solver ??= loadSolver();
      return solver;
    },
    truth: (task) => truthOf(() => makeEnv(task.policy, scenarioOf(task), { replicates }), task.seed),
  };
}

/** Hears of a scored day. */
export type OnDay = (report: DayReport, phase: "horizon" | "tail") => void;

interface CachedEnv {
  env: Env;
  /** who hears of every scored day; undefined: nobody */
  onDay: OnDay | undefined;
  /** what the env writes its shoppers' events into, where it does */
  readonly record: EventLog | undefined;
}

/** The value of the key, made where it is not there; the least recently used one goes when there are too many. */
function remembered<T>(map: Map<string, T>, size: number, key: string, create: () => T): T {
  const found = map.get(key) ?? create();
  map.delete(key);
  map.set(key, found);
  for (const oldest of map.keys()) {
    if (map.size <= size) break;
    map.delete(oldest);
  }
  return found;
}

/** The policy's env, a market of the scenario where it is one. */
export function makeEnv(policy: Policy, scenario: NamedScenario | null, options: Omit<MarketOptions, "scenario">): Env {
  const definition: EnvDef = envs[policy.env as keyof typeof envs];
  const market = definition.market ? { ...options, scenario: scenario!.scenario } : {};
  return definition.create({ ...policy.envOptions, ...market } as never);
}
