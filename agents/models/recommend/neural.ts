import type { Rng } from "../../../envs/types.js";
import { exp, log1p, sigmoid } from "../../../sim/math/elementary.js";
import { createAdam } from "../../math/adam.js";
import { initialiseWeights } from "../../math/initialise-weights.js";
import { largest } from "../../math/largest.js";
import { createPerceptron, type Perceptron } from "../../math/multilayer-perceptron.js";
import { branch } from "../../math/rng.js";
import { shuffleRows } from "../../math/shuffle-rows.js";
import type { ModelState } from "../model.js";
import { entryOf, type Interactions, loadInteractions, saveInteractions } from "./interactions.js";
import { checkPair, type Reason, type Recommender } from "./recommender.js";
import { cosine } from "./similarity.js";

export interface NeuralOptions {
  /** length of a user's and an item's vector; default 8 */
  readonly size?: number;
  /** widths of the hidden layers; default [16, 8] */
  readonly hidden?: readonly number[];
  /** most passes over the entries learnt from; default 30 */
  readonly mostEpochs?: number;
  /** passes without a better loss of the entries held out before it stops; default 2 */
  readonly patience?: number;
  /** part of the entries held out to tell when to stop, 0 to below 1; 0 makes it go through all passes; default .1 */
  readonly heldOut?: number;
  /** pairs without an entry that are drawn for each with one, anew in every pass; default 4 */
  readonly negatives?: number;
  /** of the network by Adam; default .003 */
  readonly learningRate?: number;
  /** of the vectors by Adagrad; default .05 */
  readonly vectorRate?: number;
  /** pairs of a step; default 128 */
  readonly batch?: number;
  /** told after each pass: how many are done, of how many */
  readonly onRound?: (done: number, all: number) => void;
}

interface Network {
  readonly size: number;
  readonly widths: readonly number[];
  readonly perceptron: Perceptron;
  /** row-major [users, size] */
  readonly users: Float64Array;
  /** row-major [items, size] */
  readonly items: Float64Array;
}

/**
 * Neural collaborative filtering: a perceptron of relu layers over a user's and an item's learnt vectors,
 *   score = sigmoid(network([p[u], q[i]])),
 * the probability that the pair has an entry among as many drawn pairs as it was trained on. It minimises
 *   -sum over entries ln score - sum over drawn pairs without one ln(1 - score)
 * and keeps what it knew after the pass that held-out entries, and pairs drawn beside them, were scored best by.
 *
 * Departs from the source: vectors learn by Adagrad (Duchi, Hazan and Singer 2011), of a step only those in the batch, as
 * Adam would move every user's at every step; no matrix factorisation beside the perceptron.
 *
 * @param interactions  values do not matter
 * @param rng           of first weights, order and drawn pairs
 * @throws RangeError without any entry, or when an option is out of range
 * @see He et al. (2017), "Neural collaborative filtering", sections 3.1 and 3.3
 */
export function fitNeural(interactions: Interactions, options: NeuralOptions, rng: Rng): Recommender {
  const { size = 8, hidden = [16, 8], mostEpochs = 30, patience = 2, negatives = 4, onRound } = options;
  const { heldOut = 0.1, learningRate = 0.003, vectorRate = 0.05, batch = 128 } = options;
  const { users, items, byUser } = interactions;
  const entries = byUser.column.length;
  if (entries === 0) throw new RangeError("neural: needs at least 1 entry, got 0");
  if (!(size >= 1 && mostEpochs >= 1 && patience >= 1 && negatives >= 1 && batch >= 1))
    throw new RangeError(
      `neural: needs size, mostEpochs, patience, negatives and batch from 1, got ${JSON.stringify(options)}`,
    );
  if (!(heldOut >= 0 && heldOut < 1 && learningRate > 0 && vectorRate > 0))
    throw new RangeError(`neural: needs heldOut from 0 to below 1 and rates above 0, got ${JSON.stringify(options)}`);

  const stream = branch(rng);
  const widths = [2 * size, ...hidden, 1];
  const perceptron = createPerceptron({ widths, hidden: "relu", rows: Math.max(batch, SCORED_AT_ONCE) });
  initialiseWeights(perceptron, stream("weights"), { scheme: "he", outputGain: 0.1 });
  const drawn = stream("vectors");
  const vectors = (rows: number) => Float64Array.from({ length: rows * size }, () => 0.1 * drawn.normal());
  const network: Network = { size, widths, perceptron, users: vectors(users), items: vectors(items) };
  const learner = createLearner(network, { learningRate, vectorRate, batch });

  const order = Int32Array.from({ length: entries }, (_, entry) => entry);
  shuffleRows(order, stream("split"));
  const held = order.slice(0, Math.floor(heldOut * entries));
  const trained = order.slice(held.length);
  const owner = new Int32Array(entries);
  for (let user = 0; user < users; user++) owner.fill(user, byUser.start[user], byUser.start[user + 1]);
  /** calls with each entry and pairs drawn beside it */
  function visit(some: Int32Array, drawing: Rng, call: (user: number, item: number, has: 0 | 1) => void): void {
    for (const entry of some) {
      const user = owner[entry];
      call(user, byUser.column[entry], 1);
      // who has all items has none to draw
      const others = byUser.start[user + 1] - byUser.start[user] < items ? negatives : 0;
      for (let n = 0; n < others; n++) {
        let item: number;
        do item = drawing.int(items);
        while (entryOf(byUser, user, item) !== undefined);
        call(user, item, 0);
      }
    }
  }

  const [shuffling, drawing] = [stream("order"), stream("negatives")];
  const checks: [user: number, item: number, has: 0 | 1][] = [];
  visit(held, stream("checks"), (...pair) => checks.push(pair));
  let kept = { parameters: perceptron.parameters.slice(), users: network.users.slice(), items: network.items.slice() };
  let lowest = Number.POSITIVE_INFINITY;
  let best = 0;
  for (let epoch = 1; epoch <= mostEpochs && epoch - best <= patience; epoch++) {
    shuffleRows(trained, shuffling);
    visit(trained, drawing, learner.add);
    learner.flush();
    const loss = checks.length === 0 ? -epoch : learner.loss(checks);
    if (loss < lowest) {
      lowest = loss;
      best = epoch;
      kept = { parameters: perceptron.parameters.slice(), users: network.users.slice(), items: network.items.slice() };
    }
    onRound?.(epoch, mostEpochs);
  }
  if (best === 0 || !kept.parameters.every(Number.isFinite))
    throw new RangeError(`neural: needs a smaller learning rate, got ${learningRate}, which diverged`);
  perceptron.parameters.set(kept.parameters);
  return createNeural(interactions, { ...network, users: kept.users, items: kept.items });
}

/** @param state  what a model of `fitNeural` saved */
export function loadNeural(state: ModelState): Recommender {
  const { size, widths, parameters, users, items } = state as unknown as Omit<Network, "perceptron"> & {
    parameters: Float64Array;
  };
  const perceptron = createPerceptron({ widths, hidden: "relu", rows: SCORED_AT_ONCE });
  perceptron.parameters.set(parameters);
  return createNeural(loadInteractions(state.interactions), { size, widths, perceptron, users, items });
}

/** Items that go through the network together. */
const SCORED_AT_ONCE = 256;

/** Gathers pairs, and learns from a batch of them whenever it is full. */
function createLearner(
  { size, perceptron, users, items }: Network,
  { learningRate, vectorRate, batch }: Required<Pick<NeuralOptions, "learningRate" | "vectorRate" | "batch">>,
) {
  const adam = createAdam(perceptron.parameters.length, { learningRate });
  const userSquares = new Float64Array(users.length);
  const itemSquares = new Float64Array(items.length);
  const user = new Int32Array(batch);
  const item = new Int32Array(batch);
  const wanted = new Float64Array(batch);
  const input = new Float64Array(batch * 2 * size);
  const inward = new Float64Array(batch * 2 * size);
  const outward = new Float64Array(batch);
  let rows = 0;

  /** a pair's gradient by one of its vectors; the mean over the batch is undone, as Adagrad's step does not depend on scale */
  function moveVector(vectors: Float64Array, squares: Float64Array, to: number, from: number): void {
    for (let f = 0; f < size; f++) {
      const gradient = inward[from + f] * rows;
      squares[to + f] += gradient * gradient;
      if (gradient !== 0) vectors[to + f] -= (vectorRate * gradient) / Math.sqrt(squares[to + f] + 1e-8);
    }
  }

  function place(r: number, ofUser: number, ofItem: number): void {
    const to = r * 2 * size;
    for (let f = 0; f < size; f++) {
      input[to + f] = users[ofUser * size + f];
      input[to + size + f] = items[ofItem * size + f];
    }
  }

  function flush(): void {
    if (rows === 0) return;
    for (let r = 0; r < rows; r++) place(r, user[r], item[r]);
    const logits = perceptron.forward(input, rows);
    for (let r = 0; r < rows; r++) outward[r] = (sigmoid(logits[r]) - wanted[r]) / rows;
    perceptron.gradient.fill(0);
    perceptron.backward(outward, inward);
    adam.step(perceptron.parameters, perceptron.gradient);
    for (let r = 0; r < rows; r++) {
      moveVector(users, userSquares, user[r] * size, r * 2 * size);
      moveVector(items, itemSquares, item[r] * size, r * 2 * size + size);
    }
    rows = 0;
  }

  return {
    add(ofUser: number, ofItem: number, has: 0 | 1): void {
      user[rows] = ofUser;
      item[rows] = ofItem;
      wanted[rows] = has;
      rows += 1;
      if (rows === batch) flush();
    },
    flush,
    /** mean of -ln of the probability given to what is, over pairs that are not learnt from */
    loss(pairs: readonly (readonly [user: number, item: number, has: 0 | 1])[]): number {
      let sum = 0;
      for (let first = 0; first < pairs.length; first += batch) {
        const count = Math.min(batch, pairs.length - first);
        for (let r = 0; r < count; r++) place(r, pairs[first + r][0], pairs[first + r][1]);
        const logits = perceptron.forward(input, count);
        // ln(1 + e^-x), without overflow
        for (let r = 0; r < count; r++) {
          const x = pairs[first + r][2] === 1 ? logits[r] : -logits[r];
          sum += Math.max(0, -x) + log1p(exp(-Math.abs(x)));
        }
      }
      return sum / pairs.length;
    },
  };
}

function createNeural(interactions: Interactions, network: Network): Recommender {
  const { size, widths, perceptron, users, items } = network;
  const { byUser } = interactions;
  const input = new Float64Array(SCORED_AT_ONCE * 2 * size);
  const vectorOf = (item: number) => items.subarray(item * size, (item + 1) * size);

  function score(user: number, first: number, count: number, out: Float64Array, to: number): void {
    for (let r = 0; r < count; r++) {
      for (let f = 0; f < size; f++) {
        input[r * 2 * size + f] = users[user * size + f];
        input[r * 2 * size + size + f] = items[(first + r) * size + f];
      }
    }
    const logits = perceptron.forward(input, count);
    for (let r = 0; r < count; r++) out[to + r] = sigmoid(logits[r]);
  }

  const one = new Float64Array(1);
  const model: Recommender = {
    users: interactions.users,
    items: interactions.items,
    score(user, item) {
      checkPair("neural", model, user, item);
      score(user, item, 1, one, 0);
      return one[0];
    },
    scores(user, out) {
      checkPair("neural", model, user);
      for (let first = 0; first < model.items; first += SCORED_AT_ONCE)
        score(user, first, Math.min(SCORED_AT_ONCE, model.items - first), out, first);
    },
    // a network is no sum of parts; what can be told is which of her items it holds to be like this one
    reasons(user, item, most) {
      checkPair("neural", model, user, item);
      const own = byUser.column.subarray(byUser.start[user], byUser.start[user + 1]);
      const alike = Float64Array.from(own, (other) => (other === item ? 0 : cosine(vectorOf(other), vectorOf(item))));
      return Array.from(largest(alike, most))
        .filter((place) => alike[place] > 0)
        .map((place): Reason => ({ of: "alike", which: [own[place]], weight: alike[place] }));
    },
    save: () => ({
      kind: "neural",
      size,
      widths,
      parameters: perceptron.parameters.slice(),
      users,
      items,
      interactions: saveInteractions(interactions),
    }),
    explain: () => ({
      summary: `A perceptron of ${widths.join("-")} over vectors of ${size} of ${model.users} users and ${model.items} items.`,
      findings: [
        { name: "parameters", value: perceptron.parameters.length + users.length + items.length, unit: "numbers" },
      ],
    }),
  };
  return model;
}
