import { type EpisodeName, nextEpisode } from "../episode-name.js";
import { copyPlain, equalPlain } from "../plain-data.js";
import type { Env, EnvSnapshot, Info } from "../types.js";
import { wrap } from "./wrap.js";

/** An episode as it was played: copies, so that it outlives the env. */
export interface Recording<O, A> {
  readonly name: EpisodeName;
  /** one more than steps: the first came with the reset */
  readonly observations: readonly O[];
  readonly actions: readonly A[];
  readonly rewards: readonly number[];
  readonly terminated: boolean;
  readonly truncated: boolean;
}

export interface RecordingEnv<O, A, I extends Info> extends Env<O, A, I> {
  /**
   * The episode since the last reset.
   *
   * @throws Error before the first reset
   */
  recording(): Recording<O, A>;
}

/** The same env, keeping the episode it is in. A restored or forked env goes on with the record of that state. */
export function recordEpisode<O, A, I extends Info>(env: Env<O, A, I>): RecordingEnv<O, A, I> {
  return recorder(env, undefined);
}

/**
 * Plays a recorded episode again.
 *
 * @param onStep  called before each recorded action, and at the end
 * @returns the first step whose observation, reward or ending differs to the bit (0 is the reset); -1 where none does
 */
export function replay<O, A, I extends Info>(
  env: Env<O, A, I>,
  recording: Recording<O, A>,
  onStep?: (step: number, observation: O, info: I) => void,
): number {
  const { seed, ...options } = recording.name;
  const started = env.reset({ seed, options });
  onStep?.(0, started.observation, started.info);
  if (!equalPlain(started.observation, recording.observations[0])) return 0;
  for (let t = 0; t < recording.actions.length; t++) {
    const result = env.step(copyPlain(recording.actions[t]));
    onStep?.(t + 1, result.observation, result.info);
    const last = t === recording.actions.length - 1;
    const same =
      equalPlain(result.observation, recording.observations[t + 1]) &&
      Object.is(result.reward, recording.rewards[t]) &&
      result.terminated === (last && recording.terminated) &&
      result.truncated === (last && recording.truncated);
    if (!same) return t + 1;
  }
  return -1;
}

interface Tape<O, A> {
  name: EpisodeName;
  observations: O[];
  actions: A[];
  rewards: number[];
  terminated: boolean;
  truncated: boolean;
}

function recorder<O, A, I extends Info>(env: Env<O, A, I>, tape: Tape<O, A> | undefined): RecordingEnv<O, A, I> {
  const wrapped = wrap<O, A, I, O, A>(env, {
    reset(options) {
      const name = nextEpisode(tape?.name, options);
      const { seed, ...rest } = name;
      // A new seed starts a replicate, which may be costly, so only a reset that names one passes one on.
      const started = env.reset(options?.seed === undefined && tape ? { options: rest } : { seed, options: rest });
      const observations = [copyPlain(started.observation)];
      tape = { name, observations, actions: [], rewards: [], terminated: false, truncated: false };
      return started;
    },
    step(action) {
      const copy = copyPlain(action);
      const result = env.step(action);
      if (tape) {
        tape.actions.push(copy);
        tape.observations.push(copyPlain(result.observation));
        tape.rewards.push(result.reward);
        tape.terminated = result.terminated;
        tape.truncated = result.truncated;
      }
      return result;
    },
    save: () => ({ tape: copyPlain(tape) }),
    load: (state: EnvSnapshot) => {
      tape = copyPlain(state.tape) as Tape<O, A> | undefined;
    },
    fork: (inner) => recorder(inner, copyPlain(tape)),
  });
  return Object.assign(wrapped, {
    recording() {
      if (!tape) throw new Error(`recordEpisode: ${env.id} has no episode yet, expected a reset first`);
      return copyPlain(tape);
    },
  });
}
