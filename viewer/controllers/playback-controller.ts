import type { ReactiveController, ReactiveControllerHost } from "lit";
import { advanced, type Playback, type Speed, sought } from "../playback.js";

/** A long frame (a tab that slept) counts as this much, so that playback goes on where it was; ms. */
const LONGEST_FRAME_MS = 250;

/** Moves through the days of an episode with the clock of the screen. */
export class PlaybackController implements ReactiveController {
  playback: Playback = { day: 0, rest: 0, playing: false, speed: 16 };
  private newest = 0;
  private whole = true;
  private frame = 0;
  private last = 0;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }
  hostConnected(): void {
    this.run();
  }
  hostDisconnected(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** Says how far the days go; called as they come. */
  bound(newest: number, whole: boolean): void {
    this.newest = newest;
    this.whole = whole;
    this.run();
  }
  /** Starts another episode. */
  start(day: number, playing: boolean): void {
    this.playback = { ...this.playback, day, rest: 0, playing };
    this.run();
  }
  seek(day: number): void {
    this.set(sought(this.playback, day, this.newest));
  }
  toggle(): void {
    const { playing, day } = this.playback;
    const again = !playing && this.whole && day >= this.newest;
    this.set({ ...this.playback, playing: !playing, day: again ? 0 : day });
  }
  speed(speed: Speed): void {
    this.set({ ...this.playback, speed });
  }

  private set(playback: Playback): void {
    const { day, playing, speed } = this.playback;
    this.playback = playback;
    if (day !== playback.day || playing !== playback.playing || speed !== playback.speed) this.host.requestUpdate();
    this.run();
  }
  private run(): void {
    if (this.frame !== 0 || !this.playback.playing) return;
    this.last = performance.now();
    this.frame = requestAnimationFrame(this.step);
  }
  private readonly step = (now: number) => {
    this.frame = 0;
    const elapsed = Math.min(LONGEST_FRAME_MS, Math.max(0, now - this.last));
    this.last = now;
    const next = advanced(this.playback, elapsed, this.newest, this.whole);
    const before = this.playback;
    this.playback = next;
    if (before.day !== next.day || before.playing !== next.playing) this.host.requestUpdate();
    if (next.playing) this.frame = requestAnimationFrame(this.step);
  };
}
