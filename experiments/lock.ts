import { createHash } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "./faults.js";

export const LOCK_FILE = "lock";

/**
 * Makes this process the only one that writes into a run's folder. What a process left that was killed is taken over.
 *
 * @returns releases the lock
 * @throws UserError when another sweep is at work there
 */
export function lockRun(directory: string): () => void {
  const file = join(directory, LOCK_FILE);
  const refused = acquire(file);
  if (refused !== undefined) {
    const who = refused === "unknown" ? "another process" : `process ${refused.pid} on ${refused.host}`;
    const message = `another sweep is at work here: ${who}; wait for it, stop it, or give another folder (if it is surely gone: delete ${file})`;
    throw new UserError(directory, [{ code: "locked", path: [], message }]);
  }
  return () => release(file);
}

/** The process that writes into a run's folder now; undefined where there is none that lives. */
export function holderOf(directory: string): Holder | undefined {
  return aliveIn(textOf(join(directory, LOCK_FILE)));
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

const ATTEMPTS = 20;

/** @returns who holds the lock, where this process did not get it */
function acquire(file: string): Holder | "unknown" | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (create(file, mine())) return undefined;
    const text = textOf(file);
    const holder = aliveIn(text);
    if (holder !== undefined) return holder;
    if (text !== undefined) removeDead(file, text);
  }
  return "unknown";
}

/**
 * Removes a lock whose process is dead, and never one that has come in its place: of all that found the same dead lock, the one
 * that holds a lock named after it may remove it, and looks again first.
 */
function removeDead(file: string, text: string): void {
  const claim = `${file}.${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
  if (acquire(claim) !== undefined) return;
  try {
    if (textOf(file) === text) rmSync(file, { force: true });
  } finally {
    release(claim);
  }
}

function release(file: string): void {
  if (textOf(file) === mine()) rmSync(file, { force: true });
}

const mine = () => JSON.stringify({ pid: process.pid, started: startOf(process.pid), host: hostname() });

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** The process that a lock's text names, if it lives; undefined for one that is torn. */
function aliveIn(text: string | undefined): Holder | undefined {
  if (text === undefined) return undefined;
  try {
    const { pid, started, host } = JSON.parse(text) as { pid: number; started: string | null; host: string };
    // Of another machine nothing can be known, so it counts as alive.
    if (host !== hostname()) return { pid, host };
    return isAlive(pid) && startOf(pid) === started ? { pid, host } : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, so that nobody finds a lock half written. @returns false where there is one already */
function create(file: string, text: string): boolean {
  const draft = `${file}.draft.${process.pid}`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When a process started, in Linux's clock ticks with the boot's id: pids are used again, this is not. Null elsewhere. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // Field 22, counted after the command's name, which may hold spaces and brackets.
    return `${boot}/${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return null;
  }
}
