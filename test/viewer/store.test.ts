import { describe, expect, it } from "vitest";
import { type ServerMessage, WIRE_VERSION } from "../../experiments/wire.js";
import { retryMs } from "../../viewer/retry.js";
import { createStore, INITIAL, received, type State, watching } from "../../viewer/store.js";
import { fakeFrames, fakeHeader, fakeRanking, fakeRun } from "./feed.js";

const stateAfter = (messages: ServerMessage[], state: State = watching(INITIAL, "r")) =>
  messages.reduce(received, state);
const header = fakeHeader("lp-plan", "0");
const frames = fakeFrames(header);

describe("what the page knows", () => {
  it("starts with all runs and follows each", () => {
    const state = stateAfter([
      { type: "hello", version: WIRE_VERSION, runs: [fakeRun("r", 1), fakeRun("s", 1)] },
      { type: "run", run: fakeRun("r", 2) },
    ]);
    expect([...(state.runs ?? [])].map(([name, run]) => [name, run.seedsDone])).toEqual([
      ["r", 2],
      ["s", 1],
    ]);
  });

  it("gathers an episode's days in whatever pieces they come, and leaves lost ones open", () => {
    const state = stateAfter([
      { type: "episode", run: "r", header },
      { type: "frames", run: "r", frames: frames.slice(0, 3) },
      { type: "frames", run: "r", frames: frames.slice(5, 7) },
    ]);
    expect(Array.from(state.episode?.frames ?? [], (frame) => frame?.day)).toEqual([
      0,
      1,
      2,
      undefined,
      undefined,
      5,
      6,
    ]);
  });

  it("keeps days of another episode out", () => {
    const state = stateAfter([
      { type: "episode", run: "r", header },
      { type: "frames", run: "r", frames: [{ ...frames[0], cell: "other" }] },
    ]);
    expect(state.episode?.frames).toEqual([]);
  });

  it("is not changed by late news of a run that is not watched any more", () => {
    const state = watching(INITIAL, "other");
    expect(received(state, { type: "ranking", run: "r", ranking: fakeRanking(3) })).toBe(state);
    expect(received(state, { type: "episode", run: "r", header })).toBe(state);
  });

  it("forgets a run's details when another is looked at, and only then", () => {
    const state = stateAfter([{ type: "ranking", run: "r", ranking: fakeRanking(3) }]);
    expect(watching(state, "r")).toBe(state);
    expect(watching(state, "s")).toMatchObject({ watched: "s", ranking: null, episode: null });
  });

  it("tells a failed cell once", () => {
    const failure = { type: "failure", run: "r", cell: "c", message: "m" } as const;
    expect(stateAfter([failure, failure]).failures).toEqual([{ cell: "c", message: "m" }]);
  });

  it("says so when the server speaks another version", () => {
    expect(stateAfter([{ type: "hello", version: 99, runs: [] }]).connection).toEqual({
      state: "broken",
      message: `The server speaks version 99 and this page ${WIRE_VERSION}.`,
    });
  });
});

it("tells its listeners at most once a frame, however many messages there were", () => {
  const scheduled: (() => void)[] = [];
  const store = createStore((run) => scheduled.push(run));
  let told = 0;
  const unsubscribe = store.subscribe(() => {
    told += 1;
  });
  for (let seeds = 1; seeds < 9; seeds++) {
    store.update((state) => received(state, { type: "run", run: fakeRun("r", seeds) }));
  }
  store.update((state) => state);
  expect(scheduled).toHaveLength(1);
  expect(told).toBe(0);
  scheduled[0]();
  expect(told).toBe(1);
  expect(store.state.runs?.get("r")?.seedsDone).toBe(8);
  unsubscribe();
  store.update((state) => watching(state, "r"));
  scheduled[1]();
  expect(told).toBe(1);
});

it("waits twice as long after each failure, from half a second to ten, less up to a quarter", () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((failures) => retryMs(failures, 0))).toEqual([
    500, 1000, 2000, 4000, 8000, 10_000, 10_000,
  ]);
  expect(retryMs(1, 1)).toBe(750);
});
