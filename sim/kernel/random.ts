// AssemblyScript: keyed draws, as in sim/math/key.ts, to the bit.

export const TO_UNIT: f64 = 2.3283064365386963e-10;

export function wordAt(key0: u32, key1: u32, entity: u32): u32 {
  let h: u32 = (entity ^ key0) * 0x9e3779b1;
  h = (h ^ (h >> 15)) + key1;
  h = (h ^ (h >> 16)) * 0x7feb352d;
  h = (h ^ (h >> 15)) * 0x846ca68b;
  return h ^ (h >> 16);
}

export function uniformOf(word: u32): f64 {
  return (<f64>word + 0.5) * TO_UNIT;
}

export function uniformAt(key0: u32, key1: u32, entity: u32): f64 {
  return uniformOf(wordAt(key0, key1, entity));
}
