import { closeSync, fdatasyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { EventSink } from "./event-lines.js";

/** A file of lines that is not there under its name before it is finished. */
export interface Draft {
  write(lines: string): void;
  /** Makes it safe on disk, under its name. */
  finish(): void;
  /** Takes it away, where it is not finished. */
  drop(): void;
}

/** Opens a file anew, with the folders above it. */
export function openDraft(file: string): Draft {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.draft`;
  const handle = openSync(draft, "w");
  let open = true;
  return {
    write(lines) {
      const bytes = Buffer.from(lines);
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    },
    finish() {
      fdatasyncSync(handle);
      closeSync(handle);
      open = false;
      renameSync(draft, file);
    },
    drop() {
      if (open) closeSync(handle);
      open = false;
      rmSync(draft, { force: true });
    },
  };
}

/** The two drafts of an episode, of its events and of the truth about its messages. */
export function openDrafts(files: { events: string; truth: string }): EventSink & Omit<Draft, "write"> {
  const events = openDraft(files.events);
  const truth = openDraft(files.truth);
  return {
    events: (lines) => events.write(lines),
    truth: (lines) => truth.write(lines),
    finish() {
      events.finish();
      truth.finish();
    },
    drop() {
      events.drop();
      truth.drop();
    },
  };
}
