import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeState, encodeState } from "../../../experiments/portable/state-codec.js";

const throughText = (state: Record<string, unknown>) => decodeState(JSON.parse(JSON.stringify(encodeState(state))));

test("bytes are written as base64", () => {
  // RFC 4648, section 10: BASE64("foobar") = "Zm9vYmFy", "fooba" "Zm9vYmE=", "foob" "Zm9vYg=="
  const encoded = (text: string) => encodeState({ x: Uint8Array.from(text, (letter) => letter.charCodeAt(0)) });
  expect(encoded("foobar")).toEqual({ x: { $: "Uint8Array", data: "Zm9vYmFy" } });
  expect(encoded("fooba")).toEqual({ x: { $: "Uint8Array", data: "Zm9vYmE=" } });
  expect(encoded("foob")).toEqual({ x: { $: "Uint8Array", data: "Zm9vYg==" } });
});

test("what JSON cannot write survives it: NaN, infinities, -0, undefined, typed arrays and views of them", () => {
  const state = {
    nan: Number.NaN,
    infinities: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    minus: -0,
    nothing: undefined,
    none: null,
    text: "ü",
    table: Float64Array.of(Number.NaN, -0, 0.1),
    view: new Float32Array([1, 2, 3, 4]).subarray(1, 3),
    counts: Int32Array.of(-1, 7),
    empty: new Uint32Array(0),
  };
  expect(throughText(state)).toStrictEqual(state);
});

test("an object that has the codec's own key survives", () => {
  const state = { $: "number", data: { $: "undefined" } };
  expect(throughText(state)).toStrictEqual(state);
});

test("any plain state comes back the same to the bit", () => {
  const leaf = fc.oneof(
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.float64Array(),
    fc.float32Array(),
    fc.int32Array(),
    fc.uint8Array(),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("tree"), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tree, { noNullPrototype: true }), (state) => {
      expect(throughText(state)).toStrictEqual(state);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test.each([
  ["a Map", { q: { table: new Map() } }, "found a Map at state.q.table"],
  ["a function", { q: [() => 1] }, "found a function at state.q[0]"],
  ["a bigint", { n: 1n }, "found a bigint at state.n"],
])("%s is refused with its place", (_what, state, message) => {
  expect(() => encodeState(state)).toThrow(message);
});
