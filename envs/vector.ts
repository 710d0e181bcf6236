import { createEngines } from "./market-engine.js";
import type { MarketOptions } from "./market-env.js";
import { copyPlain } from "./plain-data.js";
import { createReplicates } from "./replicates.js";
import { sizeOf } from "./spaces.js";
import type { Env, EnvDef, Info, PlainSpace, ResetOptions, Space } from "./types.js";

/**
 * What happens to an env whose episode ended.
 * - `nextStep`: its next step ignores the action and resets instead: reward 0, nothing ended
 * - `sameStep`: it is reset within the step; `finalObservation` and `finalInfo` hold how the episode ended
 * - `disabled`: nothing; whoever steps it resets it first, by `reset({ only })`
 *
 * @see Gymnasium 1.1 and later, gymnasium/vector: AutoresetMode
 */
export type Autoreset = "nextStep" | "sameStep" | "disabled";

/** A number array for a plain space, row-major [envs, size of a value]; one such array an entry for a Dict space. */
export type Stacked = Int32Array | Float32Array | { readonly [entry: string]: Int32Array | Float32Array };

/** Reused by every step. Observations lie in two buffers used in turn: valid until the second step after. */
export interface VectorStep<I extends Info = Info> {
  observations: Stacked;
  /** shape [envs] */
  readonly rewards: Float64Array;
  /** 1 where the task itself ended, shape [envs] */
  readonly terminated: Uint8Array;
  /** 1 where a limit cut the episode, shape [envs] */
  readonly truncated: Uint8Array;
  /** by env, of the observation beside it; each is its env's own */
  readonly infos: I[];
  /** `sameStep` only, and only where an episode ended in this step: copies, by env */
  readonly finalObservation: (unknown | undefined)[];
  readonly finalInfo: (I | undefined)[];
}

export interface VectorEnv<I extends Info = Info> {
  readonly size: number;
  readonly autoreset: Autoreset;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /**
   * Starts an episode in every env, or where `only` is 1. All share the seed; env i has slot i, and with it luck of its
   * own.
   */
  reset(options?: {
    seed?: string | number;
    options?: Omit<ResetOptions, "slot">;
    only?: Uint8Array;
  }): Pick<VectorStep<I>, "observations" | "infos">;
  /**
   * @param actions  stacked as observations are
   * @throws Error for a step before a reset, and in mode `disabled` for one of an env whose episode ended
   */
  step(actions: Stacked): VectorStep<I>;
  close(): void;
}

/**
 * Several envs stepped one after the other as one.
 *
 * Departs from Gymnasium: env i draws from a root of its own, hash(seed, role, episode, slot i), not from `seed + i`, with
 * which env 1 of seed 0 is env 0 of seed 1.
 *
 * @param create  makes one env; called `size` times
 * @throws RangeError unless size is a whole number of at least 1
 */
export function vectorEnv<O, A, I extends Info>(
  create: () => Env<O, A, I>,
  size: number,
  autoreset: Autoreset = "nextStep",
): VectorEnv<I> {
  if (!Number.isSafeInteger(size) || size < 1)
    throw new RangeError(`vectorEnv: size must be a whole number of at least 1, got ${size}`);
  const envs = Array.from({ length: size }, create);
  const { observationSpace, actionSpace } = envs[0];
  const buffers = [stack(observationSpace, size), stack(observationSpace, size)];
  const actionOf = reader(actionSpace);
  const ended = new Uint8Array(size);
  let role: ResetOptions["role"];
  let turn = 0;
  let started = false;
  const result: VectorStep<I> = {
    observations: buffers[0],
    rewards: new Float64Array(size),
    terminated: new Uint8Array(size),
    truncated: new Uint8Array(size),
    infos: [],
    finalObservation: new Array(size).fill(undefined),
    finalInfo: new Array(size).fill(undefined),
  };

  function nextBuffer(): Stacked {
    turn = 1 - turn;
    result.observations = buffers[turn];
    return buffers[turn];
  }

  function restart(i: number, observations: Stacked, seed?: string | number, episode?: number): void {
    const fresh = envs[i].reset({ ...(seed !== undefined && { seed }), options: { role, slot: i, episode } });
    put(observations, i, fresh.observation);
    result.infos[i] = fresh.info;
    ended[i] = 0;
  }

  return {
    size,
    autoreset,
    observationSpace,
    actionSpace,
    reset({ seed, options, only } = {}) {
      if (options?.role !== undefined || only === undefined) role = options?.role;
      const before = buffers[turn];
      const observations = nextBuffer();
      for (let i = 0; i < size; i++) {
        if (only === undefined || only[i] === 1) restart(i, observations, seed, options?.episode);
        else copyRow(before, observations, i, size);
      }
      started = true;
      return result;
    },
    step(actions) {
      if (!started) throw new Error("vectorEnv: found a step before the first reset, expected a reset");
      const observations = nextBuffer();
      for (let i = 0; i < size; i++) {
        result.finalObservation[i] = undefined;
        result.finalInfo[i] = undefined;
        if (ended[i] === 1) {
          if (autoreset === "disabled")
            throw new Error(`vectorEnv: found a step of env ${i} after its episode's end, expected reset({ only })`);
          restart(i, observations);
          result.rewards[i] = 0;
          result.terminated[i] = 0;
          result.truncated[i] = 0;
          continue;
        }
        const one = envs[i].step(actionOf(actions, i) as A);
        result.rewards[i] = one.reward;
        result.terminated[i] = one.terminated ? 1 : 0;
        result.truncated[i] = one.truncated ? 1 : 0;
        ended[i] = result.terminated[i] | result.truncated[i];
        if (ended[i] === 1 && autoreset === "sameStep") {
          result.finalObservation[i] = copyPlain(one.observation);
          result.finalInfo[i] = copyPlain(one.info);
          restart(i, observations);
        } else {
          put(observations, i, one.observation);
          result.infos[i] = one.info;
        }
      }
      return result;
    },
    close() {
      for (const env of envs) env.close();
    },
  };
}

/**
 * As `vectorEnv`, of envs by definition. Market envs share their warm-ups, and in cohort fidelity the market itself, on which
 * they take turns: then a report that an info gave is valid until another env of the vector is touched, its report read included.
 */
export function vectorOf<O, A, Options, I extends Info>(
  definition: EnvDef<O, A, Options, I>,
  options: Options,
  size: number,
  autoreset?: Autoreset,
): VectorEnv<I> {
  const shared = definition.market ? withShared(options as MarketOptions) : options;
  return vectorEnv(() => definition.create(shared as Options), size, autoreset);
}

function withShared(options: MarketOptions): MarketOptions {
  return { ...options, replicates: options.replicates ?? createReplicates(), engines: createEngines() };
}

type Row = Int32Array | Float32Array;

function stackPlain(space: PlainSpace, size: number): Row {
  const length = sizeOf(space) * size;
  return space.kind === "box" ? new Float32Array(length) : new Int32Array(length);
}

/** Room for a value of every env. */
export function stack(space: Space, size: number): Stacked {
  if (space.kind !== "dict") return stackPlain(space, size);
  return Object.fromEntries(Object.entries(space.entries).map(([name, entry]) => [name, stackPlain(entry, size)]));
}

function put(stacked: Stacked, i: number, value: unknown): void {
  if (ArrayBuffer.isView(stacked)) putPlain(stacked as Row, i, value as number | Row);
  else
    for (const name in stacked) putPlain(stacked[name], i, (value as { readonly [entry: string]: number | Row })[name]);
}

function putPlain(stacked: Row, i: number, value: number | Row): void {
  if (typeof value === "number") stacked[i] = value;
  else stacked.set(value, i * value.length);
}

function copyRow(from: Stacked, to: Stacked, i: number, size: number): void {
  if (ArrayBuffer.isView(to)) copyPlainRow(from as Row, to as Row, i, size);
  else for (const name in to) copyPlainRow((from as { [entry: string]: Row })[name], to[name], i, size);
}

function copyPlainRow(from: Row, to: Row, i: number, size: number): void {
  const width = to.length / size;
  for (let k = i * width; k < (i + 1) * width; k++) to[k] = from[k];
}

/** Reads env i's action out of a stack, into a buffer that the next read overwrites: an env never keeps its action. */
function reader(space: Space): (actions: Stacked, i: number) => unknown {
  if (space.kind !== "dict") {
    const read = plainReader(space);
    return (actions, i) => read(actions as Row, i);
  }
  const readers = Object.entries(space.entries).map(([name, entry]) => [name, plainReader(entry)] as const);
  const action: Record<string, number | Row> = {};
  return (actions, i) => {
    for (const [name, read] of readers) action[name] = read((actions as { [entry: string]: Row })[name], i);
    return action;
  };
}

function plainReader(space: PlainSpace): (actions: Row, i: number) => number | Row {
  if (space.kind === "discrete") return (actions, i) => actions[i];
  const row = stackPlain(space, 1);
  return (actions, i) => {
    for (let k = 0; k < row.length; k++) row[k] = actions[i * row.length + k];
    return row;
  };
}
