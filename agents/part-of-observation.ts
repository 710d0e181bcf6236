import type { AgentContext, BoxSpace, ObservationSlot, Space, Value } from "../envs/types.js";

/** What one learner of several sees of an observation. */
export interface PartOfObservation {
  readonly space: Space;
  readonly slots: AgentContext["slots"];
  /** indices of the elements kept, undefined where all are */
  readonly elements: Int32Array | undefined;
}

/**
 * A market's observation without the elements named after the products, categories or segments of others (`stock/cola` is cola's
 * own, `day` everybody's). Other observations pass whole.
 */
export function withoutElements(
  space: Space,
  slots: AgentContext["slots"],
  others: ReadonlySet<string>,
): PartOfObservation {
  if (others.size === 0 || space.kind !== "box" || !Array.isArray(slots)) return { space, slots, elements: undefined };
  const table = slots as readonly ObservationSlot[];
  const elements = Int32Array.from(
    [...table.keys()].filter((index) => !others.has(table[index].name.slice(table[index].name.lastIndexOf("/") + 1))),
  );
  const box: BoxSpace = {
    kind: "box",
    shape: [elements.length],
    low: Float64Array.from(elements, (index) => space.low[index]),
    high: Float64Array.from(elements, (index) => space.high[index]),
  };
  return { space: box, slots: Array.from(elements, (index) => table[index]), elements };
}

/**
 * Own copies of the elements kept, in two buffers used in turn, so that a learner finds what the contract promises: an
 * observation stays valid until the second step after it.
 */
export function viewOf(elements: Int32Array | undefined) {
  if (elements === undefined) {
    const whole = (observation: Value) => observation;
    return { current: whole, peek: whole, last: whole, next: whole };
  }
  const buffers = [new Float32Array(elements.length), new Float32Array(elements.length)];
  let turn = 0;
  const copy = (observation: Value, into: Float32Array) => {
    for (let i = 0; i < elements.length; i++) into[i] = (observation as Float32Array)[elements[i]];
    return into;
  };
  return {
    current(observation: Value) {
      turn = 1 - turn;
      return copy(observation, buffers[turn]);
    },
    /** what `current` would show, which it leaves alone */
    peek: (observation: Value) => copy(observation, buffers[1 - turn]),
    last: (observation: Value) => copy(observation, buffers[turn]),
    next: (observation: Value) => copy(observation, buffers[1 - turn]),
  };
}
