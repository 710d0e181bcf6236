import type { DayFrame, EpisodeHeader } from "../wire.js";

/** How long an episode stays on stage at least, so that a page can show it; milliseconds. */
export const STAGE_MS = 2000;
/** An episode that has not moved for so long may be replaced before its end; milliseconds. */
export const SILENT_MS = 1000;
/** Days kept for pages that join late. */
const MOST_KEPT_FRAMES = 2000;

/**
 * The one episode of a run that pages see. A sweep plays hundreds at once; the stage takes one, keeps it until it is over,
 * and lets the next on. Frames of episodes that are not on stage cost a comparison.
 */
export class Stage {
  header: EpisodeHeader | null = null;
  frames: DayFrame[] = [];
  private opened = Number.NEGATIVE_INFINITY;
  private moved = Number.NEGATIVE_INFINITY;

  /** @returns true where the episode is on stage now */
  offer(header: EpisodeHeader, now: number): boolean {
    if (this.header && !this.free(now)) return false;
    this.header = header;
    this.frames = [];
    this.opened = now;
    this.moved = now;
    return true;
  }

  /** @returns true where the frame belongs to the episode on stage */
  add(frame: DayFrame, now: number): boolean {
    const header = this.header;
    if (!header || frame.cell !== header.cell || frame.episode !== header.episode) return false;
    // A cell's training and evaluation episodes share numbers: days that start over belong to one that was not let on.
    if (frame.day <= (this.frames.at(-1)?.day ?? -1)) return false;
    this.frames.push(frame);
    if (this.frames.length > MOST_KEPT_FRAMES) this.frames.shift();
    this.moved = now;
    return true;
  }

  private free(now: number): boolean {
    if (now - this.moved > SILENT_MS) return true;
    return this.over() && now - this.opened >= STAGE_MS;
  }

  private over(): boolean {
    const last = this.frames.at(-1);
    if (!this.header || !last) return false;
    return last.day >= this.header.horizonDays + this.header.tailDays - 1;
  }
}
