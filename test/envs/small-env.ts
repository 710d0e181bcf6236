import { type EpisodeName, nextEpisode } from "../../envs/episode-name.js";
import { box, multiDiscrete } from "../../envs/spaces.js";
import type { Env, EnvSnapshot } from "../../envs/types.js";
import { rootKey, uniformAt } from "../../sim/math/key.js";

/** Ways to break the contract, one at a time. */
export type Fault =
  | "bounds the wrong way round"
  | "a slot too few"
  | "two slots of one name"
  | "a slot with other bounds"
  | "throws at the third step"
  | "first observation from a stream"
  | "reward from a stream"
  | "luck from a stream that a seed restarts"
  | "observation beyond its bounds"
  | "observation in Float64"
  | "one buffer for all observations"
  | "writes into the action"
  | "keeps the action"
  | "reward of NaN"
  | "terminated as a number"
  | "ends both ways"
  | "mask without a legal choice"
  | "mask too short"
  | "mask of a 2"
  | "credit for one slot of two"
  | "snapshot that goes on"
  | "restore that forgets the position"
  | "restore that forgets the episode"
  | "fork with luck of its own"
  | "fork that shares the position";

interface Place {
  at: number;
  day: number;
  name: EpisodeName;
}

/**
 * A walk on a line of two slots of actions: [stay or go, how far 0 to 2]; the last choice of slot 1 is legal on even days
 * only. Reward: a keyed draw of the day plus what was walked. Ends after `days`. It keeps the contract, unless told which
 * promise to break.
 */
export function smallEnv(fault?: Fault, days = 9, place?: Place): Env<Float32Array | Float64Array, Int32Array> {
  const beyond = fault === "observation beyond its bounds";
  const low = [0, 0];
  const high = [2 * days, days];
  const names = ["at", fault === "two slots of one name" ? "at" : "day"];
  const slots = names.map((name, i) => ({ name, meaning: name, unit: "steps", low: low[i], high: high[i] }));
  if (fault === "a slot too few") slots.pop();
  if (fault === "a slot with other bounds") slots[1].high += 1;
  const space = { ...box(low, high, [2]) };
  if (fault === "bounds the wrong way round") [space.low[0], space.high[0]] = [5, 4];
  const make = () => (fault === "observation in Float64" ? new Float64Array(2) : new Float32Array(2));
  const one = make();
  const buffers = [one, fault === "one buffer for all observations" ? one : make()];
  let state = place ?? { at: 0, day: 0, name: nextEpisode(undefined) };
  let turn = 0;
  let stream = 0;
  let kept: Int32Array | undefined;
  const mask = new Uint8Array(fault === "mask too short" ? 4 : 5);
  const info = { mask, credit: new Float64Array(fault === "credit for one slot of two" ? 1 : 2) };

  function observe() {
    turn = 1 - turn;
    buffers[turn][0] = beyond && state.day > 3 ? 1000 : state.at;
    buffers[turn][1] = state.day;
    mask.fill(1);
    if (state.day % 2 === 1) mask[4] = 0;
    if (fault === "mask without a legal choice" && state.day === 3) mask.fill(0);
    if (fault === "mask of a 2" && state.day === 3) mask[0] = 2;
    return buffers[turn];
  }

  return {
    id: "Small",
    observationSpace: space,
    actionSpace: multiDiscrete([2, 3]),
    slots,
    reset(options) {
      const name = nextEpisode(state.name, options);
      if (fault === "luck from a stream that a seed restarts") {
        if (options?.seed !== undefined) stream = 0;
      }
      state = { at: 0, day: 0, name };
      kept = undefined;
      if (fault === "first observation from a stream") state.at = stream++ % 3;
      info.credit.fill(0);
      return { observation: observe() as Float32Array, info };
    },
    step(action) {
      if (fault === "throws at the third step" && state.day === 2) throw new Error("the floor gave way");
      const read = fault === "keeps the action" ? (kept ?? action) : action;
      const walked = read[0] * read[1];
      kept = action;
      if (fault === "writes into the action") action[1] = 0;
      const { seed, role, episode, slot } = state.name;
      const key = rootKey(seed, role, episode, slot);
      let luck = uniformAt(key.key0, key.key1, state.day);
      if (fault === "reward from a stream") luck += stream++;
      if (fault === "luck from a stream that a seed restarts") luck = uniformAt(1, 2, stream++);
      state.at += walked;
      state.day += 1;
      if (info.credit.length === 2) info.credit.set([luck, walked]);
      const ended = state.day >= days;
      return {
        observation: observe() as Float32Array,
        reward: fault === "reward of NaN" && state.day === 2 ? Number.NaN : luck + walked,
        terminated: fault === "terminated as a number" ? (Number(ended) as unknown as boolean) : ended,
        truncated: fault === "ends both ways" && ended,
        info,
      };
    },
    snapshot: () => (fault === "snapshot that goes on" ? (state as unknown as EnvSnapshot) : { ...state }),
    restore(snapshot) {
      const { at, day, name } = snapshot as unknown as Place;
      state = { at, day, name };
      if (fault === "restore that forgets the position") state.at = 0;
      if (fault === "restore that forgets the episode") state.name = { ...name, seed: "lost" };
      observe();
    },
    fork() {
      if (fault === "fork that shares the position") return smallEnv(fault, days, state);
      const name = fault === "fork with luck of its own" ? { ...state.name, slot: 99 } : state.name;
      return smallEnv(fault, days, { ...state, name });
    },
    close() {},
  };
}
