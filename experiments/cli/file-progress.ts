import { clock, type Terminal } from "./progress.js";

/** How far a file is read. */
export interface FileProgress {
  /** @param read  bytes of `all`; @param rows  until now, where they are counted */
  update(read: number, all: number, rows?: number): void;
  /** what is done after the reading, whose end is not known */
  stage(words: string): void;
  /** takes the bar away */
  end(): void;
}

const REDRAW_MS = 100;
const LINE_MS = 5000;
/** Room for the words beside the bar, whose width then does not depend on them. */
const LONGEST_TEXT = 50;

/**
 * Progress of reading a file: on a terminal one line that is drawn over itself, at most ten times a second; elsewhere a plain
 * line every five seconds, none for a file that is read sooner.
 *
 * @param now  a clock, ms
 */
export function createFileProgress(terminal: Terminal, now: () => number = () => performance.now()): FileProgress {
  const live = terminal.isTTY === true;
  const startedAt = now();
  let shownAt = live ? Number.NEGATIVE_INFINITY : startedAt;
  let shown = false;

  function show(line: string): void {
    terminal.write(live ? `\r\u001b[K${line.slice(0, Math.max(1, (terminal.columns || 80) - 1))}` : `${line}\n`);
    shown = true;
    shownAt = now();
  }

  return {
    update(read, all, rows) {
      const at = now();
      if (at - shownAt < (live ? REDRAW_MS : LINE_MS)) return;
      const part = all === 0 ? 1 : read / all;
      const left = part > 0 ? ((at - startedAt) / 1000) * (1 / part - 1) : Number.POSITIVE_INFINITY;
      const parts = [`${Math.floor(part * 100)}% read`];
      if (rows !== undefined) parts.push(`${rows.toLocaleString("en-US")} rows`);
      if (Number.isFinite(left)) parts.push(`${clock(left)} left`);
      show(live ? `${bar(part, terminal.columns || 80)} ${parts.join(", ")}` : parts.join(", "));
    },
    stage(words) {
      if (live) show(words);
    },
    end() {
      if (live && shown) terminal.write("\r\u001b[K");
    },
  };
}

function bar(part: number, columns: number): string {
  const width = Math.max(10, Math.min(40, columns - LONGEST_TEXT));
  const full = Math.floor(width * part);
  return `[${"#".repeat(full)}${"-".repeat(width - full)}]`;
}
