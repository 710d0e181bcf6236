import { writeSync } from "node:fs";

const STDOUT = 1;
/** between two tries while the reader is behind, ms */
const PAUSE_MS = 2;

/**
 * Lines of data on stdout, now: a reader that is slower than the data makes the command wait instead of filling memory.
 *
 * @throws Error with code EPIPE when the reader has gone
 */
export function printLines(lines: string): void {
  const bytes = Buffer.from(lines);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(STDOUT, bytes, at);
    } catch (error) {
      if (!isCode(error, "EAGAIN")) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** Whether the reader of stdout has gone (`promolab events ... | head`), behind whatever has happened since. */
export function isReaderGone(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) if (isCode(one, "EPIPE")) return true;
  return false;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
