import { describe, expect, it } from "vitest";
import { createKeymap, type KeyPress } from "../../viewer/keymap.js";
import { advanced, type Playback, sought } from "../../viewer/playback.js";
import { parseRoute, runHref } from "../../viewer/route.js";

const playing: Playback = { day: 10, rest: 0, playing: true, speed: 4 };

describe("playback", () => {
  it("passes as many days a second as its speed, whatever the frames", () => {
    let playback = playing;
    for (let frame = 0; frame < 120; frame++) playback = advanced(playback, 1000 / 60, 100, true);
    expect(playback.day + playback.rest).toBeCloseTo(18, 9);
  });

  it("does nothing while it is paused", () => {
    const paused = { ...playing, playing: false };
    expect(advanced(paused, 1000, 100, true)).toBe(paused);
  });

  it("stops on the last day of a whole episode, and waits at the newest of one that goes on", () => {
    expect(advanced(playing, 1000, 12, true)).toEqual({ ...playing, day: 12, rest: 0, playing: false });
    expect(advanced(playing, 1000, 12, false)).toEqual({ ...playing, day: 12, rest: 0, playing: true });
    expect(advanced({ ...playing, day: 0 }, 1000, -1, false).day).toBe(0);
  });

  it("goes to any day there is and to no other", () => {
    expect(sought(playing, 57, 100).day).toBe(57);
    expect(sought(playing, 157, 100).day).toBe(100);
    expect(sought(playing, -3, 100).day).toBe(0);
  });
});

describe("the keymap", () => {
  const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...more,
  });
  const ran: string[] = [];
  const keymap = createKeymap();
  const bind = (key: string, label = key) => ({ key, label, run: () => ran.push(label) });
  keymap.add([bind(" "), bind("ArrowRight"), bind("Shift+ArrowRight"), bind("?"), bind("m")]);

  it("runs what a key is bound to, shifted arrows apart, and leaves the browser's own combinations alone", () => {
    expect(keymap.press(press("ArrowRight"), "none")).toBe(true);
    expect(keymap.press(press("ArrowRight", { shiftKey: true }), "none")).toBe(true);
    expect(keymap.press(press("?", { shiftKey: true }), "none")).toBe(true);
    expect(keymap.press(press("m", { ctrlKey: true }), "none")).toBe(false);
    expect(keymap.press(press("z"), "none")).toBe(false);
    expect(ran.splice(0)).toEqual(["ArrowRight", "Shift+ArrowRight", "?"]);
  });

  it("leaves to a focused control the keys that it needs itself", () => {
    expect(keymap.press(press("m"), "text")).toBe(false);
    expect(keymap.press(press("ArrowRight"), "range")).toBe(false);
    expect(keymap.press(press(" "), "button")).toBe(false);
    expect(keymap.press(press("m"), "select")).toBe(false);
    expect(keymap.press(press(" "), "range")).toBe(true);
    expect(keymap.press(press("m"), "button")).toBe(true);
    ran.length = 0;
  });

  it("lets the newest binding of a key win until it is taken back", () => {
    const takeBack = keymap.add([bind("m", "newer")]);
    keymap.press(press("m"), "none");
    takeBack();
    keymap.press(press("m"), "none");
    expect(ran.splice(0)).toEqual(["newer", "m"]);
  });
});

describe("the address", () => {
  it.each([
    [runHref("a-run"), { page: "run", run: "a-run", replay: null }],
    [
      runHref("a-run", { policy: "joint:promotion=lp-plan,restock=dp-restock & more", seed: "#1", episode: 0 }),
      {
        page: "run",
        run: "a-run",
        replay: { policy: "joint:promotion=lp-plan,restock=dp-restock & more", seed: "#1", episode: 0 },
      },
    ],
    [
      "#/runs/a?policy=x&episode=-1",
      { page: "run", run: "a", replay: { policy: "x", seed: undefined, episode: undefined } },
    ],
    ["", { page: "runs" }],
    ["#/nowhere", { page: "runs" }],
    ["#/runs/%zz", { page: "runs" }],
  ])("%s is read back as it was written", (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });
});
