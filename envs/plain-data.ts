/**
 * A copy of plain data that shares nothing with it: objects, arrays, typed arrays, array buffers; anything else as it is.
 */
export function copyPlain<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof ArrayBuffer) return value.slice(0) as T;
  if (isTypedArray(value)) return value.slice() as unknown as T;
  if (Array.isArray(value)) return value.map(copyPlain) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) copy[key] = copyPlain(part);
  return copy as T;
}

/** Whether two pieces of plain data are the same to the bit: 0 is not -0, and a NaN is a NaN. */
export function equalPlain(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof ArrayBuffer) return b instanceof ArrayBuffer && equalElements(new Uint8Array(a), new Uint8Array(b));
  if (Array.isArray(a)) return Array.isArray(b) && equalElements(a, b);
  if (isTypedArray(a)) return isTypedArray(b) && a.constructor === b.constructor && equalElements(a, b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equalPlain((a as PlainObject)[key], (b as PlainObject)[key]))
  );
}

type PlainObject = { readonly [key: string]: unknown };
type TypedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

const isTypedArray = (value: object): value is TypedArray => ArrayBuffer.isView(value) && !(value instanceof DataView);

function equalElements(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equalPlain(a[i], b[i])) return false;
  return true;
}
