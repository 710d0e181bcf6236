/** Part of every result's identity. It goes up whenever a trace in test/golden.test.ts changes. */
export const ENGINE_VERSION = "1";
