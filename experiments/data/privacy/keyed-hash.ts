import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";

/** Replaces an id by a name that nobody without the key can trace back or make again. */
export interface KeyedHash {
  /**
   * HMAC-SHA-256 of role and id, its first 128 bits as 32 hexadecimal digits.
   *
   * @param role  what the id names: the same id in two roles gets two names, in two files of one role the same
   */
  name(role: string, id: string): string;
}

/** Where a key comes from. Its text stands nowhere else: not in a message, a report or a file. */
export interface KeySource {
  readonly file?: string;
  /** the environment variable's text, used where there is no file */
  readonly environment?: string;
}

export const KEY_VARIABLE = "PROMOLAB_KEY";
/** @see NIST SP 800-131A rev. 2 (2019), section 10: keys of an HMAC have at least 112 bits */
const LEAST_BITS = 112;
const MAKE_ONE = "openssl rand -hex 32 makes a good one";
/** Names that are looked up when their id comes again. */
const NAMES_KEPT = 100_000;

/**
 * The key of a source, or what is wrong with it in words that do not tell it. A key that is too short, of too few different
 * letters or of a repeated pattern is refused: whoever has the ids could guess it and trace every name back.
 */
export function readKey({ file, environment }: KeySource): { readonly key: Buffer } | { readonly fault: string } {
  if (file === undefined && environment === undefined)
    return { fault: `ids need a key: --key-file or the variable ${KEY_VARIABLE}; ${MAKE_ONE}` };
  let key: Buffer;
  try {
    key = file === undefined ? Buffer.from(environment ?? "") : readFileSync(file);
  } catch (error) {
    return {
      fault: `--key-file ${file}: ${(error as NodeJS.ErrnoException).code === "ENOENT" ? "no such file" : "cannot be read"}`,
    };
  }
  const from = file === undefined ? KEY_VARIABLE : `--key-file ${file}`;
  const text = withoutLineBreak(key);
  if (text.length === 0) return { fault: `${from}: the key is empty; ${MAKE_ONE}` };
  if (bitsAtMost(text) < LEAST_BITS)
    return { fault: `${from}: the key is weak, at least ${LEAST_BITS} random bits are needed; ${MAKE_ONE}` };
  return { key: text };
}

/** Names of ids under a key. */
export function createKeyedHash(key: Uint8Array): KeyedHash {
  const known = new Map<string, string>();
  return {
    name(role, id) {
      const text = `${role}\u0000${id}`;
      const found = known.get(text);
      if (found !== undefined) return found;
      const name = createHmac("sha256", key).update(text).digest("hex").slice(0, 32);
      if (known.size < NAMES_KEPT) known.set(text, name);
      return name;
    },
  };
}

/** A file's key ends where its last line does: editors add a line break. */
function withoutLineBreak(key: Buffer): Buffer {
  let end = key.length;
  while (end > 0 && (key[end - 1] === 10 || key[end - 1] === 13)) end -= 1;
  return key.subarray(0, end);
}

/** Bits of chance in a key, at most: what its different bytes allow, and what is left of it when it is packed. */
function bitsAtMost(key: Uint8Array): number {
  return Math.min(key.length * Math.log2(new Set(key).size), 8 * deflateRawSync(key).length);
}
