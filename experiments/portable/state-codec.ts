import type { AgentState } from "../../envs/types.js";

/**
 * An agent's state as JSON can hold it: typed arrays as base64 of their bytes (little-endian), numbers that JSON cannot
 * write (NaN, the infinities, -0) as texts. `decodeState` of it, even through JSON text, is the same to the bit.
 *
 * @throws TypeError naming the place of anything that is neither plain data nor a typed array
 */
export function encodeState(state: AgentState): Encoded {
  return encode(state, "state");
}

/** @throws TypeError when it was not made by `encodeState` */
export function decodeState(encoded: Encoded): AgentState {
  return decode(encoded) as AgentState;
}

/** Plain JSON. An object with the key `$` stands for something JSON has not. */
export type Encoded = null | boolean | number | string | readonly Encoded[] | { readonly [key: string]: Encoded };

const ARRAYS = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
} as const;
type ArrayName = keyof typeof ARRAYS;

function encode(value: unknown, place: string): Encoded {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (value === undefined) return { $: "undefined" };
  if (typeof value === "number") {
    const json = Number.isFinite(value) && !Object.is(value, -0);
    return json ? value : { $: "number", data: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (Array.isArray(value)) return value.map((part, index) => encode(part, `${place}[${index}]`));
  const kind = (value as object).constructor?.name;
  if (ArrayBuffer.isView(value) && Object.hasOwn(ARRAYS, kind))
    return { $: kind, data: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(
      `save: found ${typeof value === "object" ? `a ${kind}` : `a ${typeof value}`} at ${place}, expected plain data or typed arrays`,
    );
  const entries = Object.entries(value as object).map(([key, part]) => [key, encode(part, `${place}.${key}`)] as const);
  const plain = Object.fromEntries(entries);
  return Object.hasOwn(plain, "$") ? { $: "object", data: plain } : plain;
}

function decode(encoded: Encoded): unknown {
  if (typeof encoded !== "object" || encoded === null) return encoded;
  if (Array.isArray(encoded)) return encoded.map(decode);
  const object = encoded as { readonly [key: string]: Encoded };
  if (!Object.hasOwn(object, "$")) return decodeEntries(object);
  const { $: kind, data } = object;
  if (kind === "undefined") return undefined;
  if (kind === "number") return Number(data);
  if (kind === "object") return decodeEntries(data as { readonly [key: string]: Encoded });
  if (!Object.hasOwn(ARRAYS, String(kind))) throw new TypeError(`load: found a saved value of kind ${String(kind)}`);
  return new ARRAYS[kind as ArrayName](fromBase64(data as string).buffer);
}

function decodeEntries(object: { readonly [key: string]: Encoded }): { [key: string]: unknown } {
  return Object.fromEntries(Object.entries(object).map(([key, part]) => [key, decode(part)]));
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** @see RFC 4648, section 4 */
function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = (bytes[i] << 16) | ((left > 1 ? bytes[i + 1] : 0) << 8) | (left > 2 ? bytes[i + 2] : 0);
    parts.push(
      DIGITS[word >> 18],
      DIGITS[(word >> 12) & 63],
      left > 1 ? DIGITS[(word >> 6) & 63] : "=",
      left > 2 ? DIGITS[word & 63] : "=",
    );
  }
  return parts.join("");
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const value = new Uint8Array(128);
  for (let d = 0; d < DIGITS.length; d++) value[DIGITS.charCodeAt(d)] = d;
  for (let i = 0, at = 0; i < text.length; i += 4) {
    const digit = (offset: number) => value[text.charCodeAt(i + offset)];
    const word = (digit(0) << 18) | (digit(1) << 12) | (digit(2) << 6) | digit(3);
    if (at < bytes.length) bytes[at++] = word >> 16;
    if (at < bytes.length) bytes[at++] = (word >> 8) & 255;
    if (at < bytes.length) bytes[at++] = word & 255;
  }
  return bytes;
}
