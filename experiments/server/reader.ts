import type { WebSocket } from "ws";
import type { DayFrame, EpisodeHeader, Ranking, RunSummary, ServerMessage } from "../wire.js";

/** Most days that wait for one reader; older ones are lost. */
export const MOST_QUEUED_FRAMES = 512;
/** Days in one message. */
export const FRAMES_A_MESSAGE = 128;
/** Bytes on their way to a reader above which nothing more is sent to it. */
export const HIGH_WATER_BYTES = 256 * 1024;
const MOST_QUEUED_FAILURES = 20;

/**
 * One page that listens, and all that waits for it. Of runs, ranking and episode the newest only waits; of frames the last
 * `MOST_QUEUED_FRAMES`; `flush` sends one message at most. So whatever a reader does, its memory here is bounded and the
 * run that publishes never waits.
 */
export class Reader {
  /** the run it watches */
  watching: string | null = null;
  /** days lost because it reads too slowly */
  framesLost = 0;
  private readonly runs = new Map<string, RunSummary>();
  private ranking: Ranking | null = null;
  private header: EpisodeHeader | null = null;
  private frames: DayFrame[] = [];
  private failures: { cell: string; message: string }[] = [];
  private turn = 0;

  constructor(private readonly socket: WebSocket) {}

  watch(run: string | null): void {
    this.watching = run;
    this.ranking = null;
    this.header = null;
    this.frames = [];
    this.failures = [];
  }
  queueRun(run: RunSummary): void {
    this.runs.set(run.name, run);
  }
  queueRanking(ranking: Ranking): void {
    this.ranking = ranking;
  }
  /** A new episode: what waits of the one before is of no use any more. */
  queueEpisode(header: EpisodeHeader, frames: readonly DayFrame[]): void {
    this.header = header;
    this.frames = frames.slice(-MOST_QUEUED_FRAMES);
  }
  queueFrame(frame: DayFrame): void {
    this.frames.push(frame);
    if (this.frames.length > MOST_QUEUED_FRAMES) {
      this.frames.shift();
      this.framesLost += 1;
    }
  }
  queueFailure(cell: string, message: string): void {
    this.failures.push({ cell, message });
    if (this.failures.length > MOST_QUEUED_FAILURES) this.failures.shift();
  }

  /** @returns true where something still waits */
  flush(): boolean {
    if (this.socket.readyState === this.socket.OPEN && this.socket.bufferedAmount <= HIGH_WATER_BYTES) {
      const message = this.next();
      if (message) this.socket.send(JSON.stringify(message));
    }
    return this.waits();
  }

  waits(): boolean {
    return (
      this.runs.size > 0 ||
      this.ranking !== null ||
      this.header !== null ||
      this.frames.length > 0 ||
      this.failures.length > 0
    );
  }

  /** The kinds take turns, so that a chatty one holds none of the others back. */
  private next(): ServerMessage | null {
    const kinds = [
      () => this.nextOfEpisode(),
      () => this.nextRun(),
      () => this.nextRanking(),
      () => this.nextFailure(),
    ];
    for (let tried = 0; tried < kinds.length; tried++) {
      const message = kinds[this.turn]();
      this.turn = (this.turn + 1) % kinds.length;
      if (message) return message;
    }
    return null;
  }
  /** Header before frames. */
  private nextOfEpisode(): ServerMessage | null {
    const run = this.watching;
    if (run === null) return null;
    if (this.header) {
      const header = this.header;
      this.header = null;
      return { type: "episode", run, header };
    }
    if (this.frames.length === 0) return null;
    return { type: "frames", run, frames: this.frames.splice(0, FRAMES_A_MESSAGE) };
  }
  private nextRun(): ServerMessage | null {
    for (const [name, run] of this.runs) {
      this.runs.delete(name);
      return { type: "run", run };
    }
    return null;
  }
  private nextRanking(): ServerMessage | null {
    if (!this.ranking || this.watching === null) return null;
    const ranking = this.ranking;
    this.ranking = null;
    return { type: "ranking", run: this.watching, ranking };
  }
  private nextFailure(): ServerMessage | null {
    const failure = this.failures.shift();
    return failure && this.watching !== null ? { type: "failure", run: this.watching, ...failure } : null;
  }
}
