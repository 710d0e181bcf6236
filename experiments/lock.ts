import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid), host: hostname() });
  for (let attempt = 0; ; attempt++) {
    if (create(file, mine)) break;
    const holder = holderOf(directory);
    if (holder !== undefined || attempt > 20) {
      const who = holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`;
      const message = `another sweep is at work here: ${who}; wait for it, stop it, or give another folder (if it is surely gone: delete ${file})`;
      throw new UserError(directory, [{ code: "locked", path: [], message }]);
    }
    takeAway(file);
  }
  return () => rmSync(file, { force: true });
}

/** The process that writes into a run's folder now; undefined where there is none that lives. */
export function holderOf(directory: string): { pid: number; host: string } | undefined {
  let text: string;
  try {
    text = readFileSync(join(directory, LOCK_FILE), "utf8");
  } catch {
    return undefined;
  }
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

/** By renaming first, so that of two processes that find the same dead lock one alone removes it. */
function takeAway(file: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    rmSync(aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
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
