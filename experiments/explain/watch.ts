import type { Env, Info, Value } from "../../envs/types.js";
import { type CellTask, createPlayer, playEvaluation, readyPlayer } from "../cell.js";
import { createCellCache } from "../cell-cache.js";
import { type Decision, decisionsOf, isFree, writeAction } from "./decisions.js";
import { type ObservationTable, observationTable } from "./quantities.js";

/** What a policy saw and did in an episode. */
export interface WatchedEpisode {
  readonly episode: number;
  readonly steps: number;
  /** observations, shape [steps, quantities] */
  readonly seen: Float64Array;
  /** actions, shape [steps, decisions] */
  readonly done: Float64Array;
  /** 1 where more than one choice was legal, shape [steps, decisions] */
  readonly free: Uint8Array;
}

/** A trained policy with its learning off, at hand to be watched and asked. */
export interface WatchedPolicy {
  readonly env: Pick<Env, "id" | "brief">;
  readonly agent: Awaited<ReturnType<typeof createPlayer>>["agent"];
  readonly table: ObservationTable;
  readonly decisions: readonly Decision[];
  /** Plays an evaluation episode under its own luck, as the run's evaluation did. @throws EpisodeError */
  play(episode: number): WatchedEpisode;
  /**
   * What the policy would do were it shown other observations in the course of an episode that was played: from the same state and
   * random stream, with the same legal choices. An action it cannot give, since it throws, is NaN.
   *
   * @param seen  shape [steps, quantities]
   * @returns shape [steps, decisions]
   */
  ask(episode: number, seen: Float64Array): Float64Array;
}

/** @param task  with its saved agent in `progress.state` */
export async function watchPolicy(task: CellTask): Promise<WatchedPolicy> {
  const cache = createCellCache(1);
  const { agent, rng } = await createPlayer(task, cache);
  const { env } = cache.env(task, undefined);
  const table = observationTable(env);
  const decisions = decisionsOf(env);
  const width = table.quantities.length;
  const state = task.progress.state!;
  const infos = new Map<number, Info[]>();

  readyPlayer(task, { agent, rng, state, episode: 0 });
  return {
    env,
    agent,
    table,
    decisions,
    play(episode) {
      const seen: number[] = [];
      const done: number[] = [];
      const free: number[] = [];
      const kept: Info[] = [];
      const row = new Float64Array(width);
      const choice = new Float64Array(decisions.length);
      const watched = {
        begin: (phase: { training: boolean }) => agent.begin?.(phase),
        save: () => agent.save(),
        load: (saved: ReturnType<typeof agent.save>) => agent.load(saved),
        act(observation: Value, info: Info) {
          table.write(observation, row, 0);
          const action = agent.act(observation, info);
          writeAction(action, decisions, choice, 0);
          seen.push(...row);
          done.push(...choice);
          for (const decision of decisions) free.push(isFree(decision, info.mask) ? 1 : 0);
          kept.push(structuredClone({ mask: info.mask, metrics: info.metrics, shoppers: info.shoppers }));
          return action;
        },
      };
      playEvaluation(task, { agent: watched, rng, state, episode, onDay() {}, cache });
      infos.set(episode, kept);
      return {
        episode,
        steps: kept.length,
        seen: Float64Array.from(seen),
        done: Float64Array.from(done),
        free: Uint8Array.from(free),
      };
    },
    ask(episode, seen) {
      const legal = infos.get(episode);
      if (legal === undefined) throw new RangeError(`ask: episode ${episode} has not been played`);
      const done = new Float64Array(legal.length * decisions.length).fill(Number.NaN);
      readyPlayer(task, { agent, rng, state, episode });
      agent.begin?.({ training: false });
      for (let step = 0; step < legal.length; step++) {
        try {
          const action = agent.act(table.read(seen, step * width), legal[step]);
          writeAction(action, decisions, done, step * decisions.length);
        } catch {
          // the row stays NaN: a choice that was not made
        }
      }
      return done;
    },
  };
}

/** What a decision was over all episodes. */
export function valuesOf(episodes: readonly WatchedEpisode[], decision: number, decisions: number): number[] {
  return episodes.flatMap(({ done, steps }) =>
    Array.from({ length: steps }, (_, step) => done[step * decisions + decision]),
  );
}
