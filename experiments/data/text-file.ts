import { isUtf8 } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { UserError } from "../faults.js";

/** Bytes read at a time. */
const PIECE = 1 << 18;
/** Letters at the beginning of a file from which its delimiter, line breaks and header are read. */
const HEAD = 1 << 16;

/** A file of text that was looked at and found to be one, as far as its beginning tells. */
export interface TextFile {
  readonly file: string;
  readonly bytes: number;
  /** the first letters, without a byte order mark */
  readonly head: string;
}

/** @throws UserError, exit code 1, for what no file of data can be: missing, empty, a folder, binary, not UTF-8 */
export async function openTextFile(file: string): Promise<TextFile> {
  const handle = await opened(file);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw badFile(file, `${stat.isDirectory() ? "a folder" : "no regular file"}; expected a CSV`);
    if (stat.size === 0) throw badFile(file, "the file is empty");
    const start = Buffer.alloc(Math.min(HEAD, stat.size));
    await handle.read(start, 0, start.length, 0);
    refuseOtherFormats(file, start);
    const whole = start.length === stat.size ? start.length : wholeLetters(start);
    refuseBadBytes(file, start.subarray(0, whole), 0, 1);
    const head = start.toString("utf8", 0, whole).replace(/^\uFEFF/, "");
    if (head.trim() === "" && start.length === stat.size) throw badFile(file, "the file is empty");
    return { file, bytes: stat.size, head };
  } finally {
    await handle.close();
  }
}

/**
 * Hands over the text in pieces, in order, each checked to be UTF-8, without a byte order mark; lone carriage returns, the
 * line breaks of old Macs, become line feeds where the head has no other.
 *
 * @param onPiece  told the bytes read until now; what it returns is waited for; false ends the reading
 * @returns false where `onPiece` ended it
 * @throws UserError, exit code 1, with byte and line of the first thing that is no UTF-8
 */
export async function readText(
  { file, bytes, head }: TextFile,
  onPiece: (text: string, bytesRead: number) => boolean | Promise<boolean>,
): Promise<boolean> {
  const handle = await opened(file);
  const oldMac = !head.includes("\n") && head.includes("\r");
  try {
    const buffer = Buffer.alloc(PIECE + 4);
    let carried = 0;
    let read = 0;
    let line = 1;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, carried, PIECE, read);
      read += bytesRead;
      const filled = buffer.subarray(0, carried + bytesRead);
      const whole = bytesRead === 0 ? filled.length : wholeLetters(filled);
      const piece = filled.subarray(0, whole);
      const start = read - filled.length;
      refuseBadBytes(file, piece, start, line);
      let text = piece.toString("utf8");
      if (start === 0) text = text.replace(/^\uFEFF/, "");
      if (oldMac) text = text.replaceAll("\r", "\n");
      if (text !== "" && !(await onPiece(text, Math.min(read, bytes)))) return false;
      if (bytesRead === 0) return true;
      line += lineBreaks(piece);
      carried = filled.length - whole;
      buffer.copyWithin(0, whole, filled.length);
    }
  } finally {
    await handle.close();
  }
}

/** What is wrong with a file of data, in a line. */
export function badFile(file: string, message: string, line?: number): UserError {
  return new UserError(file, [{ code: "data", path: [], message, ...(line === undefined ? {} : { line }) }], 1);
}

async function opened(file: string): Promise<FileHandle> {
  return open(file, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") throw badFile(file, "no such file");
    if (error.code === "EACCES") throw badFile(file, "may not be read");
    throw badFile(file, error.message);
  });
}

/** Beginnings of files that are no text, and what to do about it. */
const FORMATS: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0xff, 0xfe, 0, 0], "encoded in UTF-32 (its byte order mark is FF FE 00 00); save it as UTF-8"],
  [[0xff, 0xfe], "encoded in UTF-16 (its byte order mark is FF FE); save it as UTF-8"],
  [[0xfe, 0xff], "encoded in UTF-16 (its byte order mark is FE FF); save it as UTF-8"],
  [[0x1f, 0x8b], "compressed by gzip; unpack it first"],
  [[0x28, 0xb5, 0x2f, 0xfd], "compressed by zstd; unpack it first"],
  [[0x42, 0x5a, 0x68], "compressed by bzip2; unpack it first"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "compressed by xz; unpack it first"],
  [[0x50, 0x4b, 3, 4], "a ZIP archive or a spreadsheet (.xlsx); unpack it or save it as CSV"],
  [[0xd0, 0xcf, 0x11, 0xe0], "a spreadsheet (.xls); save it as CSV"],
  [[0x25, 0x50, 0x44, 0x46], "a PDF; expected a CSV"],
  [[0x50, 0x41, 0x52, 0x31], "a Parquet file whose name does not end in .parquet"],
];

function refuseOtherFormats(file: string, start: Buffer): void {
  for (const [bytes, what] of FORMATS) {
    // "BZh" may begin a text; no text goes on with bytes that are no letters.
    const isText = bytes[0] < 0x80 && isUtf8(start.subarray(0, wholeLetters(start))) && !start.includes(0);
    if (!isText && bytes.every((byte, n) => start[n] === byte)) throw badFile(file, what);
  }
  const zeros = [0, 1].map((parity) => start.filter((byte, n) => byte === 0 && n % 2 === parity).length);
  const half = start.length / 2;
  if (start.length >= 8 && Math.max(...zeros) > half * 0.4 && Math.min(...zeros) < half * 0.05)
    throw badFile(file, "looks encoded in UTF-16 without a byte order mark; save it as UTF-8");
}

/** Bytes up to the last whole letter: a letter of UTF-8 may be cut by the end of a piece. */
function wholeLetters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const letter = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return letter > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** @param start  of the piece in the file, bytes; `line` is its line */
function refuseBadBytes(file: string, piece: Buffer, start: number, line: number): void {
  const zero = piece.indexOf(0);
  if (zero >= 0) {
    const at = line + lineBreaks(piece.subarray(0, zero));
    throw badFile(file, `no text: a zero byte at byte ${start + zero + 1}; expected a CSV in UTF-8`, at);
  }
  if (isUtf8(piece)) return;
  // Of beginnings that end with a whole letter, the longest one that is UTF-8.
  let good = 0;
  let bad = piece.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const whole = wholeLetters(piece.subarray(0, middle));
    if (isUtf8(piece.subarray(0, whole))) good = middle;
    else bad = middle;
  }
  const at = wholeLetters(piece.subarray(0, good));
  const found = [...piece.subarray(at, at + 3)].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
  throw badFile(
    file,
    `not UTF-8: byte ${start + at + 1} begins no letter (${found.join(" ")}); save it as UTF-8`,
    line + lineBreaks(piece.subarray(0, at)),
  );
}

function lineBreaks(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}
