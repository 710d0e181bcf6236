import { copyPlain, equalPlain } from "./plain-data.js";
import { choicesOf, malformed, misfit, sample, sizeOf } from "./spaces.js";
import type { Env, Info, Mask, ObservationSlot, PlainSpace, Rng, Space } from "./types.js";

/** What can be wrong with an env. */
export type FindingCode =
  | "space-malformed"
  | "slots-mismatch"
  | "throws"
  | "reset-not-seeded"
  | "not-deterministic"
  | "episode-not-named"
  | "observation-outside-space"
  | "observation-overwritten"
  | "action-changed"
  | "action-kept"
  | "reward-not-finite"
  | "ending-not-boolean"
  | "both-ended"
  | "mask-malformed"
  | "credit-malformed"
  | "snapshot-shared"
  | "restore-differs"
  | "fork-differs"
  | "fork-shared";

export interface Finding {
  readonly code: FindingCode;
  /** what was found and what was expected, and at which step where it has one */
  readonly message: string;
}

/**
 * Whether an env keeps the contract of `types.ts`, found out by playing it at random: every breach once, none where it
 * does. The env is left in some episode of the seed "check".
 *
 * @param steps  length of a play; about seven plays are made, and an episode that ends is followed by the next
 * @see Gymnasium 1.x, gymnasium/utils/env_checker.py
 */
export function checkEnv<O, A, I extends Info>(env: Env<O, A, I>, rng: Rng, steps = 200): Finding[] {
  const findings = new Map<FindingCode, Finding>();
  const report: Report = (code, message) => {
    if (!findings.has(code)) findings.set(code, { code, message });
  };
  checkSpaces(env, report);
  if (findings.has("space-malformed")) return [...findings.values()];
  try {
    checkPlay(env as unknown as Env, rng, steps, report);
  } catch (error) {
    report("throws", `found ${error instanceof Error ? error.message : String(error)}, expected no throw`);
  }
  return [...findings.values()];
}

type Report = (code: FindingCode, message: string) => void;

function checkSpaces(env: Pick<Env, "observationSpace" | "actionSpace" | "slots">, report: Report): void {
  for (const name of ["observationSpace", "actionSpace"] as const) {
    const fault = malformed(env[name]);
    if (fault !== undefined) report("space-malformed", `${name}: ${fault}`);
  }
  const { observationSpace: space, slots } = env;
  if (space.kind === "dict") {
    for (const [name, entry] of Object.entries(space.entries))
      checkSlots(`slots of ${name}`, entry, (slots as { [entry: string]: readonly ObservationSlot[] })[name], report);
  } else checkSlots("slots", space, slots, report);
}

function checkSlots(where: string, space: PlainSpace, slots: unknown, report: Report): void {
  const expected = space.kind === "box" ? space.low.length : 0;
  if (!Array.isArray(slots) || slots.length !== expected) {
    const found = Array.isArray(slots) ? slots.length : typeof slots;
    report("slots-mismatch", `${where}: found ${found}, expected one for each of ${expected} elements`);
    return;
  }
  const table = slots as readonly ObservationSlot[];
  const twice = table.find((slot, i) => table.findIndex((other) => other.name === slot.name) < i);
  if (twice) report("slots-mismatch", `${where}: found ${twice.name} twice, expected unique names`);
  table.forEach((slot, i) => {
    if (space.kind === "box" && (slot.low !== space.low[i] || slot.high !== space.high[i]))
      report(
        "slots-mismatch",
        `${where}: found ${slot.low} to ${slot.high} for ${slot.name}, expected the space's ${space.low[i]} to ${space.high[i]}`,
      );
  });
}

/** What one reset or step answered, copied. */
interface Answer {
  readonly observation: unknown;
  readonly reward: number;
  readonly ended: boolean;
  readonly terminated: boolean;
  readonly info: Pick<Info, "mask" | "credit" | "refused" | "metrics">;
}

interface Play {
  readonly answers: readonly Answer[];
  readonly actions: readonly unknown[];
}

const SEED = "check";

function checkPlay(env: Env, rng: Rng, steps: number, report: Report): void {
  const first = copyAnswer(env.reset({ seed: SEED }));
  const play = watched(env, first, rng, steps, report);

  const again = copyAnswer(env.reset({ seed: SEED }));
  if (!equalPlain(again, first))
    report("reset-not-seeded", "found another first observation, expected the same of the same seed");
  else {
    const repeated = repeat(env, play.actions);
    const differs = firstDifference(repeated, play.answers);
    if (differs >= 0)
      report(
        "not-deterministic",
        `found another answer in step ${differs}, expected the same of the same seed and actions`,
      );
    else {
      checkActionBuffer(env, rng, play, report);
      checkEpisodeName(env, play, report);
      checkStateCopies(env, play, report);
    }
  }
}

/** Plays at random and looks at every answer by itself. */
function watched(env: Env, first: Answer, rng: Rng, steps: number, report: Report): Play {
  checkAnswer(env, first, "reset", report);
  const answers: Answer[] = [];
  const actions: unknown[] = [];
  let mask = first.info.mask;
  let ended = false;
  let kept: { observation: unknown; copy: unknown } | undefined;
  for (let step = 0; step < steps; step++) {
    if (ended) {
      const started = env.reset();
      checkAnswer(env, copyAnswer(started), `reset before step ${step}`, report);
      mask = copyPlain(started.info.mask);
      kept = undefined;
    }
    const action = sample(env.actionSpace, rng, mask);
    const copy = copyPlain(action);
    const result = env.step(action);
    if (kept && !equalPlain(kept.observation, kept.copy))
      report(
        "observation-overwritten",
        `found step ${step} change the observation before it, expected it valid until the second step after`,
      );
    kept = { observation: result.observation, copy: copyPlain(result.observation) };
    if (!equalPlain(action, copy))
      report("action-changed", `found the action changed by step ${step}, expected it left alone`);
    for (const name of ["terminated", "truncated"] as const) {
      if (typeof result[name] !== "boolean")
        report("ending-not-boolean", `found ${name} ${String(result[name])} in step ${step}, expected true or false`);
    }
    if (result.terminated && result.truncated)
      report(
        "both-ended",
        `found step ${step} both terminated and truncated, expected one: only a cut episode has a value beyond it`,
      );
    if (!Number.isFinite(result.reward))
      report("reward-not-finite", `found ${result.reward} in step ${step}, expected a finite number`);
    const answer = copyAnswer(result);
    checkAnswer(env, answer, `step ${step}`, report);
    answers.push(answer);
    actions.push(copy);
    mask = answer.info.mask;
    ended = answer.ended;
  }
  return { answers, actions };
}

function checkAnswer(env: Env, answer: Answer, where: string, report: Report): void {
  const fault = misfit(env.observationSpace, answer.observation);
  if (fault !== undefined) report("observation-outside-space", `${where}: ${fault.message}`);
  const { mask, credit } = answer.info;
  eachPart(env.actionSpace, mask, (space, part, name) => {
    const broken = maskFault(space, part);
    if (broken !== undefined) report("mask-malformed", `${where}: mask${name}: ${broken}`);
  });
  eachPart(env.actionSpace, credit, (space, part, name) => {
    const slots = sizeOf(space);
    if (!(part instanceof Float64Array) || part.length !== slots || !part.every(Number.isFinite))
      report("credit-malformed", `${where}: credit${name}: expected a Float64Array of ${slots} finite numbers`);
  });
}

/** Walks over the parts of something that has one for a plain space and one an entry for a Dict. */
function eachPart(
  space: Space,
  value: Mask | Info["credit"],
  visit: (space: PlainSpace, part: unknown, name: string) => void,
): void {
  if (value === undefined) return;
  if (space.kind !== "dict") {
    visit(space, value, "");
    return;
  }
  for (const [name, entry] of Object.entries(space.entries))
    visit(entry, (value as { readonly [entry: string]: unknown })[name], ` of ${name}`);
}

function maskFault(space: PlainSpace, mask: unknown): string | undefined {
  if (space.kind === "box" && mask === undefined) return undefined;
  const choices = choicesOf(space);
  if (!(mask instanceof Uint8Array) || mask.length !== choices) return `expected a Uint8Array of ${choices} choices`;
  const other = mask.find((legal) => legal > 1);
  if (other !== undefined) return `found ${other}, expected 0 or 1`;
  let first = 0;
  for (const count of space.kind === "discrete" ? [space.n] : space.kind === "box" ? [] : space.counts) {
    if (!mask.subarray(first, first + count).includes(1))
      return `found no legal choice among ${first} to ${first + count - 1}, expected at least one in every slot`;
    first += count;
  }
  return undefined;
}

/** Changes every action once it was taken: an env that kept the buffer instead of reading it goes another way. */
function checkActionBuffer(env: Env, rng: Rng, play: Play, report: Report): void {
  env.reset({ seed: SEED });
  const answers = repeat(env, play.actions, (action) => overwrite(action, sample(env.actionSpace, rng)));
  const differs = firstDifference(answers, play.answers);
  if (differs >= 0)
    report(
      "action-kept",
      `found step ${differs} change with an action buffer that was reused after an earlier step, expected it read at once`,
    );
}

/** An episode is named by its number, so the one after a reset without a seed can be had at once. */
function checkEpisodeName(env: Env, play: Play, report: Report): void {
  const end = play.answers.findIndex((answer) => answer.ended);
  const actions = play.actions.slice(0, end < 0 ? undefined : end + 1);
  env.reset({ seed: SEED });
  repeat(env, actions);
  const later = [copyAnswer(env.reset()), ...repeat(env, actions)];
  const direct = [copyAnswer(env.reset({ seed: SEED, options: { episode: 1 } })), ...repeat(env, actions)];
  if (firstDifference(later, direct) >= 0)
    report("episode-not-named", "found episode 1 after episode 0 another than episode 1 at once, expected the same");
}

function checkStateCopies(env: Env, play: Play, report: Report): void {
  const end = play.answers.findIndex((answer) => answer.ended);
  const middle = Math.floor((end < 0 ? play.actions.length : end) / 2);
  const before = play.actions.slice(0, middle);
  const after = play.actions.slice(middle);
  const expected = play.answers.slice(middle);
  if (env.snapshot && env.restore) {
    env.reset({ seed: SEED });
    repeat(env, before);
    const snapshot = env.snapshot();
    const copy = copyPlain(snapshot);
    repeat(env, after);
    if (!equalPlain(snapshot, copy))
      report("snapshot-shared", "found a snapshot change as the env went on, expected a copy");
    env.reset({ seed: `other than ${SEED}` });
    env.restore(copy);
    const differs = firstDifference(repeat(env, after), expected);
    if (differs >= 0)
      report(
        "restore-differs",
        `found another answer in step ${differs} after a restore, expected the same to the bit`,
      );
  }
  if (env.fork) {
    env.reset({ seed: SEED });
    repeat(env, before);
    const fork = env.fork();
    const forked = repeat(fork, after);
    const own = repeat(env, after);
    const inFork = firstDifference(forked, expected);
    if (inFork >= 0)
      report("fork-differs", `found another answer in step ${inFork} of a fork, expected the same luck to the bit`);
    const inOwn = firstDifference(own, expected);
    if (inOwn >= 0)
      report(
        "fork-shared",
        `found another answer in step ${inOwn} of an env whose fork went ahead, expected them apart`,
      );
    fork.close();
  }
}

/** Takes recorded actions, and resets where the recorded play did. */
function repeat(env: Env, actions: readonly unknown[], afterStep: (action: never) => unknown = () => {}): Answer[] {
  const answers: Answer[] = [];
  for (const recorded of actions) {
    if (answers.at(-1)?.ended) env.reset();
    const action = copyPlain(recorded);
    answers.push(copyAnswer(env.step(action as never)));
    afterStep(action as never);
  }
  return answers;
}

function overwrite(action: unknown, other: unknown): void {
  if (ArrayBuffer.isView(action)) (action as Int32Array).set(other as Int32Array);
  else if (typeof action === "object" && action !== null) {
    const parts = action as Record<string, unknown>;
    for (const [name, part] of Object.entries(other as object)) {
      if (typeof part === "number") parts[name] = part;
      else overwrite(parts[name], part);
    }
  }
}

function copyAnswer(given: {
  observation: unknown;
  reward?: number;
  terminated?: boolean;
  truncated?: boolean;
  info: Info;
}): Answer {
  const { mask, credit, refused, metrics } = given.info;
  return copyPlain({
    observation: given.observation,
    reward: given.reward ?? 0,
    terminated: given.terminated ?? false,
    ended: Boolean(given.terminated) || Boolean(given.truncated),
    info: { mask, credit, refused, metrics } as Answer["info"],
  });
}

const firstDifference = (a: readonly Answer[], b: readonly Answer[]) =>
  a.findIndex((answer, i) => !equalPlain(answer, b[i]));
