import { describe, expect, test } from "vitest";
import { createRng } from "../../agents/math/rng.js";
import { checkEnv, type FindingCode } from "../../envs/check.js";
import { dict, discrete, multiDiscrete } from "../../envs/spaces.js";
import type { Env } from "../../envs/types.js";
import { type Fault, smallEnv } from "./small-env.js";

const codes = (fault?: Fault, days?: number) =>
  checkEnv(smallEnv(fault, days), createRng("check")).map(({ code }) => code);

const FAULTS: [Fault, FindingCode][] = [
  ["bounds the wrong way round", "space-malformed"],
  ["a slot too few", "slots-mismatch"],
  ["two slots of one name", "slots-mismatch"],
  ["a slot with other bounds", "slots-mismatch"],
  ["throws at the third step", "throws"],
  ["first observation from a stream", "reset-not-seeded"],
  ["reward from a stream", "not-deterministic"],
  ["luck from a stream that a seed restarts", "episode-not-named"],
  ["observation beyond its bounds", "observation-outside-space"],
  ["observation in Float64", "observation-outside-space"],
  ["one buffer for all observations", "observation-overwritten"],
  ["writes into the action", "action-changed"],
  ["keeps the action", "action-kept"],
  ["reward of NaN", "reward-not-finite"],
  ["terminated as a number", "ending-not-boolean"],
  ["ends both ways", "both-ended"],
  ["mask without a legal choice", "mask-malformed"],
  ["mask too short", "mask-malformed"],
  ["mask of a 2", "mask-malformed"],
  ["credit for one slot of two", "credit-malformed"],
  ["snapshot that goes on", "snapshot-shared"],
  ["restore that forgets the position", "restore-differs"],
  ["restore that forgets the episode", "restore-differs"],
  ["fork with luck of its own", "fork-differs"],
  ["fork that shares the position", "fork-shared"],
];

test("an env that keeps the contract has no findings, whether its episodes are short, or longer than the play", () => {
  expect(codes()).toEqual([]);
  expect(codes(undefined, 1)).toEqual([]);
  expect(codes(undefined, 1000)).toEqual([]);
});

describe("every breach is found", () => {
  test.each(FAULTS)("%s: %s", (fault, code) => {
    expect(codes(fault)).toContain(code);
  });

  test("every code has a fault that shows it", () => {
    const all: Record<FindingCode, true> = {
      "space-malformed": true,
      "slots-mismatch": true,
      throws: true,
      "reset-not-seeded": true,
      "not-deterministic": true,
      "episode-not-named": true,
      "observation-outside-space": true,
      "observation-overwritten": true,
      "action-changed": true,
      "action-kept": true,
      "reward-not-finite": true,
      "ending-not-boolean": true,
      "both-ended": true,
      "mask-malformed": true,
      "credit-malformed": true,
      "snapshot-shared": true,
      "restore-differs": true,
      "fork-differs": true,
      "fork-shared": true,
    };
    expect(new Set(FAULTS.map(([, code]) => code))).toEqual(new Set(Object.keys(all)));
  });

  test("a finding says what was found, where, and what was expected", () => {
    expect(checkEnv(smallEnv("reward of NaN"), createRng("check"))).toContainEqual({
      code: "reward-not-finite",
      message: "found NaN in step 1, expected a finite number",
    });
  });
});

test("a dict env is checked entry by entry", () => {
  const answer = { observation: { state: 0 }, info: { mask: { lever: new Uint8Array(2) } } };
  const env: Env = {
    id: "Dict",
    observationSpace: dict({ state: discrete(1) }),
    actionSpace: dict({ lever: multiDiscrete([2]) }),
    slots: { state: [] },
    reset: () => answer,
    step: () => ({ ...answer, reward: 0, terminated: false, truncated: false }),
    close() {},
  };
  expect(checkEnv(env, createRng("check"))).toContainEqual({
    code: "mask-malformed",
    message: "reset: mask of lever: found no legal choice among 0 to 1, expected at least one in every slot",
  });
});
