import type { RunSummary } from "../wire.js";

export interface Progress {
  update(run: RunSummary): void;
  /** a remark above the bar */
  remark(line: string): void;
  /** takes the bar away, or says the last state in a line */
  end(): void;
}

/** What a progress needs of stderr. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const REDRAW_MS = 100;
const LINE_MS = 5000;
/** Room for the words beside the bar, whose width then does not depend on them. */
const LONGEST_TEXT = 80;

/**
 * A sweep's progress: on a terminal one line that is drawn over itself, at most ten times a second; elsewhere plain
 * lines, the first at once and then at most one every five seconds, and none twice.
 *
 * @param now  a clock, ms
 */
export function createProgress(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  const live = terminal.isTTY === true;
  let latest: RunSummary | undefined;
  let shownAt = Number.NEGATIVE_INFINITY;
  let shown = "";

  function show(): void {
    if (!latest) return;
    const line = live ? bar(latest, terminal.columns || 80) : `${latest.name}: ${words(latest)}`;
    if (line === shown) return;
    terminal.write(live ? `\r\u001b[K${line}` : `${line}\n`);
    shown = line;
    shownAt = now();
  }

  return {
    update(run) {
      latest = run;
      if (now() - shownAt >= (live ? REDRAW_MS : LINE_MS)) show();
    },
    remark(line) {
      terminal.write(live && shown !== "" ? `\r\u001b[K${line}\n${shown}` : `${line}\n`);
    },
    end() {
      if (!live) return show();
      if (shown !== "") terminal.write("\r\u001b[K");
      shown = "";
    },
  };
}

/** `[#######-------] 134 of 240 cells, 11 of 20 seeds, 4.1 M shopper-days/s, 0:38 left`, cut to the terminal's width. */
export function bar(run: RunSummary, columns: number): string {
  const text = words(run);
  const width = Math.max(10, Math.min(40, columns - LONGEST_TEXT));
  const full = run.cells === 0 ? 0 : Math.floor((width * run.cellsDone) / run.cells);
  return `[${"#".repeat(full)}${"-".repeat(width - full)}] ${text}`.slice(0, Math.max(1, columns - 1));
}

function words(run: RunSummary): string {
  const parts = [`${run.cellsDone} of ${run.cells} cells`, `${run.seedsDone} of ${run.seeds} seeds`];
  if (run.cellsReused) parts.push(`${run.cellsReused} reused`);
  if (run.cellsFailed > 0) parts.push(`${run.cellsFailed} failed`);
  if (run.rate !== null) parts.push(`${rate(run.rate)} shopper-days/s`);
  if (run.secondsLeft !== null && run.cellsDone < run.cells) parts.push(`${clock(run.secondsLeft)} left`);
  return parts.join(", ");
}

/** `4.1 M`, `250 k`, `12`. */
export function rate(perSecond: number): string {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(1)} M`;
  return perSecond >= 1e3 ? `${(perSecond / 1e3).toFixed(0)} k` : perSecond.toFixed(0);
}

/** `0:38`, `12:05`, `3:00:10`. */
export function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
