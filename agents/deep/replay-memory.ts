import type { AgentState, Rng } from "../../envs/types.js";
import { pow } from "../../sim/math/elementary.js";

/**
 * Steps that are remembered, the oldest forgotten first, and drawn in proportion to a weight each. The arrays grow with what they hold:
 * after a `push` they may be others.
 */
export interface ReplayMemory {
  readonly capacity: number;
  /** steps there are */
  readonly length: number;
  /** shape [room, size] */
  readonly observation: Float64Array;
  readonly next: Float64Array;
  readonly action: Int32Array;
  readonly reward: Float64Array;
  /** discount of what comes after, 0 where the task ended */
  readonly ahead: Float64Array;
  /** 1 legal, of the choice after the step, shape [room, actions] */
  readonly mask: Uint8Array;
  /** The place of the next step, whose weight becomes the largest so far; the caller fills it. */
  push(): number;
  /** @param out  places, shape [count], overwritten @param importance  (length p)^-beta over the largest, shape [count], overwritten */
  draw(count: number, beta: number, rng: Rng, out: Int32Array, importance: Float64Array): void;
  /** Sets a step's weight to (|error| + 1e-3)^alpha. */
  weigh(place: number, error: number): void;
  save(): AgentState;
  load(state: AgentState): void;
}

const FIRST_ROOM = 1024;

/**
 * Weights stand in a tree of sums, so that a draw and a change of weight take log2(capacity) steps.
 *
 * @param alpha  0: every step is as likely as the others; 1: in proportion to its error
 * @see Schaul, Quan, Antonoglou & Silver (2016), Prioritized experience replay, sections 3.3 and 3.4
 */
export function createReplayMemory(capacity: number, size: number, actions: number, alpha: number): ReplayMemory {
  let leaves = 1;
  while (leaves < capacity) leaves *= 2;
  /** tree[1] is the sum of all; the leaves are the weights */
  const tree = new Float64Array(2 * leaves);
  let largest = 1;
  let length = 0;
  let at = 0;
  /** steps that there is room for */
  let room = Math.min(capacity, FIRST_ROOM);
  let observation = new Float64Array(room * size);
  let next = new Float64Array(room * size);
  let action = new Int32Array(room);
  let reward = new Float64Array(room);
  let ahead = new Float64Array(room);
  let mask = new Uint8Array(room * actions).fill(1);

  function makeRoom(steps: number): void {
    if (steps <= room) return;
    while (room < steps) room = Math.min(capacity, 2 * room);
    const grown = <A extends Float64Array | Int32Array | Uint8Array>(larger: A, old: A): A => {
      larger.set(old);
      return larger;
    };
    observation = grown(new Float64Array(room * size), observation);
    next = grown(new Float64Array(room * size), next);
    action = grown(new Int32Array(room), action);
    reward = grown(new Float64Array(room), reward);
    ahead = grown(new Float64Array(room), ahead);
    mask = grown(new Uint8Array(room * actions).fill(1), mask);
  }

  function set(place: number, weight: number): void {
    let node = leaves + place;
    tree[node] = weight;
    for (node >>= 1; node >= 1; node >>= 1) tree[node] = tree[2 * node] + tree[2 * node + 1];
  }

  return {
    capacity,
    get length() {
      return length;
    },
    get observation() {
      return observation;
    },
    get next() {
      return next;
    },
    get action() {
      return action;
    },
    get reward() {
      return reward;
    },
    get ahead() {
      return ahead;
    },
    get mask() {
      return mask;
    },
    push() {
      const place = at;
      at = (at + 1) % capacity;
      length = Math.min(capacity, length + 1);
      makeRoom(length);
      if (alpha > 0) set(place, largest);
      return place;
    },
    draw(count, beta, rng, out, importance) {
      if (alpha === 0) {
        for (let i = 0; i < count; i++) {
          out[i] = rng.int(length);
          importance[i] = 1;
        }
        return;
      }
      let most = 0;
      for (let i = 0; i < count; i++) {
        // one draw from each of `count` equal parts of the sum
        let left = ((i + rng.uniform()) / count) * tree[1];
        let node = 1;
        while (node < leaves) {
          node *= 2;
          if (left >= tree[node] && tree[node + 1] > 0) {
            left -= tree[node];
            node += 1;
          }
        }
        out[i] = node - leaves;
        importance[i] = pow((length * tree[node]) / tree[1], -beta);
        most = Math.max(most, importance[i]);
      }
      for (let i = 0; i < count; i++) importance[i] /= most;
    },
    weigh(place, error) {
      if (alpha === 0) return;
      const weight = pow(Math.abs(error) + 1e-3, alpha);
      largest = Math.max(largest, weight);
      set(place, weight);
    },
    save: () => ({
      observation: observation.slice(0, length * size),
      next: next.slice(0, length * size),
      action: action.slice(0, length),
      reward: reward.slice(0, length),
      ahead: ahead.slice(0, length),
      mask: mask.slice(0, length * actions),
      weights: alpha > 0 ? tree.slice(leaves, leaves + length) : new Float64Array(0),
      largest,
      length,
      at,
    }),
    load(state) {
      makeRoom(state.length as number);
      observation.set(state.observation as Float64Array);
      next.set(state.next as Float64Array);
      action.set(state.action as Int32Array);
      reward.set(state.reward as Float64Array);
      ahead.set(state.ahead as Float64Array);
      mask.set(state.mask as Uint8Array);
      tree.fill(0);
      (state.weights as Float64Array).forEach((weight, place) => {
        set(place, weight);
      });
      largest = state.largest as number;
      length = state.length as number;
      at = state.at as number;
    },
  };
}
