import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { holderOf } from "./lock.js";

/** What only the sweep at work knows, told to other processes by a small file of the run's folder. */
export interface Pulse {
  /** cells at work now */
  readonly running: number;
  /** shopper-days a second; null before the first cell */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}

export const PULSE_FILE = "pulse.json";

/** Tells how the sweep of this process stands. Nothing is lost where it cannot be written: it is news, not a result. */
export function writePulse(directory: string, pulse: Pulse): void {
  const file = join(directory, PULSE_FILE);
  const draft = `${file}.draft`;
  try {
    writeFileSync(draft, JSON.stringify({ pid: process.pid, ...pulse }));
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true });
  }
}

export function removePulse(directory: string): void {
  rmSync(join(directory, PULSE_FILE), { force: true });
}

/** How the sweep at work in a folder stands; undefined where there is none, or it has not told yet. */
export function readPulse(directory: string): Pulse | undefined {
  const holder = holderOf(directory);
  if (holder === undefined) return undefined;
  try {
    const { pid, ...pulse } = JSON.parse(readFileSync(join(directory, PULSE_FILE), "utf8")) as Pulse & { pid: number };
    // What a killed sweep left tells nothing of the one that took over.
    return pid === holder.pid ? pulse : undefined;
  } catch {
    return undefined;
  }
}
