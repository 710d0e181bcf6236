import { readFileSync } from "node:fs";
import { isNode, LineCounter, parseDocument } from "yaml";
import { type Fault, type Path, UserError } from "./faults.js";

/** A YAML or JSON file as plain data, that still knows where in the file a value stands. */
export interface TextDocument {
  readonly value: unknown;
  /** line of the value, or of the nearest thing around it that is there, from 1 */
  lineOf(path: Path): number;
}

/**
 * Reads a file.
 *
 * @throws UserError when it cannot be read; when it is not YAML, with the line and column of every fault
 */
export function readDocument(file: string): TextDocument {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "no such file" : (error as Error).message;
    throw new UserError(file, [{ code: "missing-file", path: [], message: reason }]);
  }
  return parseText(text, file);
}

/** As `readDocument`, of a text that is there already; `name` is for messages. JSON is YAML. */
export function parseText(text: string, name: string): TextDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = document.errors.map((error): Fault => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { code: "syntax", path: [], line, message: `column ${col}: not YAML: ${error.message}` };
  });
  if (faults.length > 0) throw new UserError(name, faults);
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    throw new UserError(name, [{ code: "syntax", path: [], message: `not YAML: ${(error as Error).message}` }]);
  }
  return {
    value,
    lineOf(path) {
      for (let length = path.length; length >= 0; length--) {
        const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return 1;
    },
  };
}
