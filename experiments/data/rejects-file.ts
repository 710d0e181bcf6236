import { rmSync } from "node:fs";
import { type Draft, openDraft } from "../events/draft.js";
import type { Rejected } from "./rows.js";

/** A CSV of what became of no row: line, column, reason, found. */
export interface RejectsFile {
  add(rejected: Rejected): void;
  /** Under its name, where anything was added or it was asked for. @returns its name, or null */
  finish(): string | null;
  /** Takes it away, where it is not finished. */
  drop(): void;
}

/** Letters written at a time. */
const PIECE = 1 << 16;

/**
 * @param asked      it is written even where nothing is rejected; else one that is there under its name is taken away
 * @param withholds  it leaves out what was found, which may tell of a person
 */
export function openRejects(file: string, { asked, withholds }: { asked: boolean; withholds: boolean }): RejectsFile {
  let draft: Draft | undefined;
  let waiting = "line,column,reason,found\n";
  const write = () => {
    draft ??= openDraft(file);
    draft.write(waiting);
    waiting = "";
  };
  let any = false;
  return {
    add({ line, column, reason, found }) {
      any = true;
      waiting += `${line},${cell(column)},${cell(reason)},${withholds ? "" : cell(found)}\n`;
      if (waiting.length > PIECE) write();
    },
    finish() {
      if (!any && !asked) {
        rmSync(file, { force: true });
        return null;
      }
      write();
      draft?.finish();
      return file;
    },
    drop() {
      draft?.drop();
    },
  };
}

function cell(text: string): string {
  // A spreadsheet takes what begins so for a formula, and runs it.
  const safe = /^[=+@-]/.test(text) && !/^[+-]?[\d.]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
