import { expect, it } from "vitest";
import { SILENT_MS, STAGE_MS, Stage } from "../../experiments/server/stage.js";
import { fakeFrames, fakeHeader } from "../viewer/feed.js";

const first = fakeHeader("random", "0");
const second = fakeHeader("lp-plan", "0");

it("takes an episode's own frames only", () => {
  const stage = new Stage();
  expect(stage.add(fakeFrames(first)[0], 0)).toBe(false);
  expect(stage.offer(first, 0)).toBe(true);
  expect(stage.add(fakeFrames(first)[0], 0)).toBe(true);
  expect(stage.add(fakeFrames(second)[0], 0)).toBe(false);
  expect(stage.add({ ...fakeFrames(first)[1], episode: 7 }, 0)).toBe(false);
});

it("is not taken in by the evaluation episode that has the number of the training episode on stage", () => {
  const stage = new Stage();
  stage.offer({ ...first, role: "train" }, 0);
  for (const frame of fakeFrames(first)) stage.add(frame, 0);
  expect(stage.offer({ ...first, role: "evaluate" }, 10)).toBe(false);
  expect(stage.add(fakeFrames(first)[0], 11)).toBe(false);
  expect(stage.frames).toEqual(fakeFrames(first));
});

it("keeps an episode on stage while it moves, and a finished one for two seconds", () => {
  const stage = new Stage();
  stage.offer(first, 0);
  for (const frame of fakeFrames(first).slice(0, 50)) stage.add(frame, frame.day * 100);
  expect(stage.offer(second, 5000)).toBe(false);
  const late = new Stage();
  late.offer(first, 0);
  for (const frame of fakeFrames(first)) late.add(frame, 10);
  expect(late.offer(second, STAGE_MS / 2)).toBe(false);
  expect(late.offer(second, STAGE_MS)).toBe(true);
  expect(late.frames).toEqual([]);
});

it("gives the stage away when an episode falls silent", () => {
  const stage = new Stage();
  stage.offer(first, 0);
  stage.add(fakeFrames(first)[0], 10);
  expect(stage.offer(second, 10 + SILENT_MS)).toBe(false);
  expect(stage.offer(second, 11 + SILENT_MS)).toBe(true);
});
