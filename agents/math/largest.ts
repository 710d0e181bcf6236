export interface LargestOptions {
  /** 1 for those that may be chosen, shape [values]; default all */
  readonly open?: Uint8Array;
  /** which of two equal values comes first; default the lower place */
  readonly before?: (a: number, b: number) => boolean;
}

/** Places of the largest values, the largest first, at most `count` of them; by a heap of that size. */
export function largest(values: ArrayLike<number>, count: number, options: LargestOptions = {}): Int32Array {
  const { open, before: first = (a: number, b: number) => a < b } = options;
  const better = (a: number, b: number) => values[a] > values[b] || (values[a] === values[b] && first(a, b));
  // worst on top
  const heap = new Int32Array(Math.min(count, values.length));
  let size = 0;
  for (let place = 0; place < values.length; place++) {
    if (open !== undefined && open[place] === 0) continue;
    if (size < heap.length) {
      let at = size;
      size += 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!better(heap[parent], place)) break;
        heap[at] = heap[parent];
        at = parent;
      }
      heap[at] = place;
    } else if (size > 0 && better(place, heap[0])) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= size) break;
        if (child + 1 < size && better(heap[child], heap[child + 1])) child += 1;
        if (!better(place, heap[child])) break;
        heap[at] = heap[child];
        at = child;
      }
      heap[at] = place;
    }
  }
  return heap.subarray(0, size).sort((a, b) => (better(a, b) ? -1 : 1));
}
