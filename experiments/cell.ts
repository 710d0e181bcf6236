import { createAgent, fitAgent } from "../agents/fit.js";
import { createRng } from "../agents/math/rng.js";
import type { Rng } from "../envs/types.js";
import type { DayReport } from "../sim/ledger.js";
import { Trace } from "../sim/trace.js";
import { loadAgent } from "./agent-module.js";
import { type CellCache, createCellCache, makeEnv, type OnDay } from "./cell-cache.js";
import type { NamedScenario, ResolvedExperiment } from "./config.js";
import { openDrafts } from "./events/draft.js";
import { createEventWriter, type EventSink, type EventWriter } from "./events/event-lines.js";
import { draftsOf } from "./events/files.js";
import type { Policy } from "./policies.js";
import { DAY_COLUMNS, writeDayRow } from "./portable/day-row.js";
import type { DecisionRecorder } from "./portable/decisions.js";
import { type EpisodeResult, runEpisode } from "./portable/episode.js";
import { dayFrame, episodeHeader } from "./portable/frame.js";
import { decodeState, type Encoded, encodeState } from "./portable/state-codec.js";
import { threadWatch } from "./thread-seconds.js";
import type { DayFrame, EpisodeHeader } from "./wire.js";

/** One policy, one scenario, one seed, and how far it has come: all a worker needs. Plain data. */
export interface CellTask {
  /** scenario/policy/seed */
  readonly cell: string;
  readonly policy: Policy;
  /** null for envs without a market */
  readonly scenario: NamedScenario | null;
  /** equal for equal scenarios: what caches go by */
  readonly scenarioHash: string;
  readonly seed: string;
  readonly training: { readonly episodes: number; readonly tailDays: number };
  readonly evaluation: ResolvedExperiment["evaluation"];
  /** a checkpoint is taken at the first training episode's end after this time */
  readonly checkpointMs: number;
  /** the run's folder, where evaluation episodes leave drafts of their events; left out: nothing is recorded */
  readonly eventsIn?: string;
  readonly progress: CellProgress;
}

export interface CellProgress {
  /** training episodes behind `state` */
  readonly trained: number;
  /** the agent after them; null before the first checkpoint */
  readonly state: Encoded | null;
  /** true once nothing is left to train */
  readonly trainingFinished: boolean;
  /** evaluation episodes finished */
  readonly evaluated: readonly number[];
}

export interface EpisodeRow extends EpisodeResult {
  role: "train" | "tune" | "evaluate";
  episode: number;
}

/**
 * What a cell tells while it runs. Whatever was told need not be done again. `seconds`: processor time since the message
 * before, or since the cell began; no result, and never the same twice.
 */
export type CellMessage =
  | { type: "trained"; rows: EpisodeRow[]; state: Encoded; finished: boolean; seconds: number }
  /** `days`: row-major [days, DAY_COLUMNS] */
  | { type: "evaluated"; row: EpisodeRow; days: Float64Array; seconds: number }
  | { type: "episode"; header: EpisodeHeader }
  | { type: "frames"; frames: DayFrame[] };

/** What a cell asks of whoever runs it. */
export interface CellHost {
  emit(message: CellMessage): void;
  /** true when it should end at the next episode's end */
  stopped(): boolean;
  /** true while somebody looks at this cell's days */
  watched(): boolean;
  readonly cache: CellCache;
}

export type CellOutcome = "done" | "stopped";

/**
 * Trains one agent and evaluates it, from wherever the task says it stands.
 *
 * Training rows are told with the agent's state behind them; every evaluation episode starts from the trained agent's saved
 * state, with a random stream of its own, so that any of them can be played again alone.
 *
 * @throws EpisodeError, AgentError and whatever the env or agent refuses
 */
export async function runCell(task: CellTask, host: CellHost): Promise<CellOutcome> {
  const seconds = threadWatch();
  const { agent, rng, definition } = await createPlayer(task, host.cache);
  let state = task.progress.state;
  if (state !== null) loadPlayer(agent, rng, state);
  if (!task.progress.trainingFinished) {
    const episodes = definition.learns ? task.training.episodes : 0;
    const trained = train(task, { agent, rng, episodes, host, seconds });
    if (trained === null) return "stopped";
    state = trained;
  }
  if (state === null) throw new Error(`${task.cell}: the saved agent is missing`);
  for (let episode = 0; episode < task.evaluation.episodes; episode++) {
    if (task.progress.evaluated.includes(episode)) continue;
    if (host.stopped()) return "stopped";
    const { row, days } = evaluate(task, { agent, rng, state, episode, host });
    host.emit({ type: "evaluated", row, days, seconds: seconds() });
  }
  return "done";
}

/** Everything of an evaluation episode, from the trained agent's saved state. */
export async function replayCell(task: CellTask, episode: number, cache: CellCache) {
  const { agent, rng } = await createPlayer(task, cache);
  const frames: DayFrame[] = [];
  const scenario = task.scenario?.scenario;
  const moneyStep = scenario?.moneyStep ?? 1;
  const onDay = (report: DayReport) => frames.push(dayFrame(task.cell, episode, report, moneyStep));
  const result = playEvaluation(task, { agent, rng, state: task.progress.state!, episode, onDay, cache });
  return { result, frames, header: scenario === undefined ? undefined : headerOf(task, "evaluate", episode) };
}

/**
 * An evaluation episode of the policy's agent as it is made, untrained, with its events.
 *
 * @throws EpisodeError, and whatever the env or agent refuses
 */
export async function recordEpisode(task: CellTask, episode: number, sink: EventSink): Promise<EventWriter["count"]> {
  const cache = createCellCache(1);
  const { agent, rng } = await createPlayer(task, cache);
  const writer = createEventWriter(task.scenario!.scenario, episode, sink);
  playEvaluation(task, { agent, rng, state: savePlayer(agent, rng), episode, onDay() {}, cache, writer });
  return writer.count;
}

/** @throws AgentError when the policy's agent does not fit its env in this scenario; what the env refuses */
export async function checkFit(policy: Policy, scenario: NamedScenario | null): Promise<void> {
  const env = makeEnv(policy, scenario, {});
  try {
    fitAgent(await loadAgent(policy.agent, policy.files), env, policy.label);
  } finally {
    env.close();
  }
}

type AnyAgent = ReturnType<typeof createAgent>;

export async function createPlayer(task: CellTask, cache: CellCache) {
  const { policy, seed } = task;
  const definition = await loadAgent(policy.agent, policy.files);
  const { env } = cache.env(task, undefined);
  const { needs = [] } = fitAgent(definition, env, policy.label);
  const rng = createRng(agentSeed(task));
  const agent: AnyAgent = createAgent({
    definition,
    name: policy.label,
    env,
    params: policy.params,
    rng,
    log: needs.includes("log") ? cache.log(task) : undefined,
    lp: needs.includes("lp") ? await cache.solver() : undefined,
    truth: needs.includes("truth") ? cache.truth(task) : undefined,
  });
  return { agent, rng, definition, seed };
}

const agentSeed = ({ policy, seed }: CellTask) => JSON.stringify([policy.agent, policy.params, seed]);

interface Playing {
  agent: AnyAgent;
  rng: Rng;
  host: CellHost;
}

/** @returns the trained agent's state; null when stopped before the end */
function train(
  task: CellTask,
  { agent, rng, episodes, host, seconds }: Playing & { episodes: number; seconds: () => number },
): Encoded | null {
  const { policy, seed, progress } = task;
  const cached = host.cache.env(task, task.training.tailDays);
  const live = liveFeed(task, host);
  let rows: EpisodeRow[] = [];
  let savedAt = performance.now();
  for (let episode = progress.trained; episode < episodes; episode++) {
    cached.onDay = live.begin("train", episode);
    const order = { env: cached.env, agent, seed, episode, name: policy.label } as const;
    rows.push({ role: "train", episode, ...runEpisode({ ...order, role: "train", training: true }) });
    cached.onDay = undefined;
    live.end();
    const stopped = host.stopped() && episode + 1 < episodes;
    if (episode + 1 < episodes && (stopped || performance.now() - savedAt >= task.checkpointMs)) {
      host.emit({ type: "trained", rows, state: savePlayer(agent, rng), finished: false, seconds: seconds() });
      rows = [];
      savedAt = performance.now();
    }
    if (stopped) return null;
  }
  const state = savePlayer(agent, rng);
  host.emit({ type: "trained", rows, state, finished: true, seconds: seconds() });
  return state;
}

function evaluate(task: CellTask, playing: Playing & { state: Encoded; episode: number }) {
  const { episode, host } = playing;
  const moneyStep = task.scenario?.scenario.moneyStep ?? 1;
  const live = liveFeed(task, host);
  const toViewer = live.begin("evaluate", episode);
  const drafts = recordsEvents(task) ? openDrafts(draftsOf(task.eventsIn!, task.cell, episode)) : undefined;
  const writer = drafts && createEventWriter(task.scenario!.scenario, episode, drafts);
  const width = DAY_COLUMNS.length;
  let table = new Float64Array(256 * width);
  let days = 0;
  const onDay: OnDay = (report, phase) => {
    if ((days + 1) * width > table.length) {
      const wider = new Float64Array(2 * table.length);
      wider.set(table);
      table = wider;
    }
    writeDayRow(report, phase === "tail", moneyStep, table, days);
    days += 1;
    toViewer?.(report, phase);
  };
  let result: EpisodeResult;
  try {
    result = playEvaluation(task, { ...playing, cache: host.cache, onDay, writer });
  } catch (error) {
    drafts?.drop();
    throw error;
  }
  drafts?.finish();
  live.end();
  const row: EpisodeRow = { role: task.evaluation.role ?? "evaluate", episode, ...result };
  return { row, days: table.slice(0, days * width) };
}

/** Whether a cell's evaluation leaves events behind. */
export function recordsEvents({ scenario, eventsIn }: Pick<CellTask, "scenario" | "eventsIn">): boolean {
  return eventsIn !== undefined && scenario !== null && scenario.scenario.events.rate > 0;
}

export interface Evaluation {
  agent: AnyAgent;
  rng: Rng;
  state: Encoded;
  episode: number;
  onDay: OnDay;
  cache: CellCache;
  /** takes the events of every day; left out: none are recorded */
  writer?: EventWriter;
  /** writes its decisions down; left out: nobody does */
  recorder?: DecisionRecorder;
}

export function playEvaluation(
  task: CellTask,
  { agent, rng, state, episode, onDay, cache, writer, recorder }: Evaluation,
): EpisodeResult {
  const cached = cache.env(task, undefined, writer !== undefined);
  const { record } = cached;
  readyPlayer(task, { agent, rng, state, episode });
  cached.onDay =
    writer && record
      ? (report, phase) => {
          writer.drain(record);
          onDay(report, phase);
        }
      : onDay;
  record?.clear();
  try {
    return runEpisode({
      env: cached.env,
      agent,
      seed: task.seed,
      role: task.evaluation.role ?? "evaluate",
      episode,
      training: false,
      trace: new Trace(),
      recorder,
      name: task.policy.label,
    });
  } finally {
    cached.onDay = undefined;
  }
}

/** Puts the trained agent where it stands before an evaluation episode, with that episode's stream. */
export function readyPlayer(task: CellTask, { agent, rng, state, episode }: Omit<Evaluation, "onDay" | "cache">) {
  loadPlayer(agent, rng, state);
  rng.load(createRng(`${agentSeed(task)} evaluate ${episode}`).save());
}

/** The agent's state with its stream's, so that an agent that forgets to save its stream goes on bit-equal too. */
function savePlayer(agent: AnyAgent, rng: Rng): Encoded {
  return encodeState({ agent: agent.save(), rng: rng.save() });
}

function loadPlayer(agent: AnyAgent, rng: Rng, state: Encoded): void {
  const saved = decodeState(state) as { agent: Parameters<AnyAgent["load"]>[0]; rng: Parameters<Rng["load"]>[0] };
  agent.load(saved.agent);
  rng.load(saved.rng);
}

function headerOf({ cell, policy, scenario, seed, training }: CellTask, role: EpisodeHeader["role"], episode: number) {
  const name = { cell, agent: policy.label, env: policy.env, scenario: scenario!.label, seed, role, episode };
  return episodeHeader(name, scenario!.scenario, role === "train" ? training.tailDays : undefined);
}

/** A message to the viewer is at least this long after the one before. */
const BATCH_MS = 50;
/** And so long after an episode the next one is shown: a fast run is shown in samples, so that it stays fast. */
const PAUSE_MS = 500;

/** Sends the days of some episodes to whoever watches: whole episodes, in batches. */
function liveFeed(task: CellTask, host: CellHost) {
  let frames: DayFrame[] = [];
  let sentAt = 0;
  const send = () => {
    if (frames.length > 0) host.emit({ type: "frames", frames });
    frames = [];
    sentAt = performance.now();
  };
  return {
    begin(role: EpisodeHeader["role"], episode: number): OnDay | undefined {
      if (task.scenario === null || !host.watched() || performance.now() - host.cache.shownAt < PAUSE_MS)
        return undefined;
      const { moneyStep } = task.scenario.scenario;
      host.emit({ type: "episode", header: headerOf(task, role, episode) });
      sentAt = performance.now();
      return (report) => {
        frames.push(dayFrame(task.cell, episode, report, moneyStep));
        host.cache.shownAt = performance.now();
        if (performance.now() - sentAt >= BATCH_MS) send();
      };
    },
    end: send,
  };
}
