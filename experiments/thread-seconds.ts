import { readFileSync } from "node:fs";

/**
 * A stop-watch of the calling thread: each call tells the seconds of processor time since the last one, or since it was made.
 * They do not depend on what else the machine is busy with, as time on the wall does, which stands in where the system does not
 * tell a thread's own.
 */
export function threadWatch(): () => number {
  const read = ownNanoseconds() === undefined ? () => performance.now() / 1e3 : () => ownNanoseconds()! / 1e9;
  let last = read();
  return () => {
    const now = read();
    const seconds = now - last;
    last = now;
    return seconds;
  };
}

/** What Linux has counted for this thread; Node tells it of a whole process alone before version 23.9. */
function ownNanoseconds(): number | undefined {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ", 1)[0]);
  } catch {
    return undefined;
  }
}
