/** How often each term stands in each text, as rows of the terms that do. */
export interface BagOfWords {
  readonly rows: number;
  /** number of terms known */
  readonly terms: number;
  /** where each row's entries begin, and where the last ends, shape [rows + 1] */
  readonly starts: Int32Array;
  /** which term, rising within a row, shape [entries] */
  readonly places: Int32Array;
  /** how often, shape [entries] */
  readonly counts: Float64Array;
}

/**
 * Terms that stand in at least `least` of the texts, in the order of their code units, which is the same everywhere.
 *
 * @param texts  each as its terms
 */
export function vocabularyOf(texts: readonly (readonly string[])[], least = 1): string[] {
  const seenIn = new Map<string, number>();
  for (const terms of texts) for (const term of new Set(terms)) seenIn.set(term, (seenIn.get(term) ?? 0) + 1);
  return [...seenIn]
    .filter(([, count]) => count >= least)
    .map(([term]) => term)
    .sort(byCodeUnits);
}

/** By term its place in a vocabulary. */
export function placesOf(vocabulary: readonly string[]): ReadonlyMap<string, number> {
  return new Map(vocabulary.map((term, place) => [term, place]));
}

/** Counts the known terms of every text; unknown ones are passed over. */
export function bagOfWords(texts: readonly (readonly string[])[], vocabulary: ReadonlyMap<string, number>): BagOfWords {
  const starts = new Int32Array(texts.length + 1);
  const places: number[] = [];
  const counts: number[] = [];
  texts.forEach((terms, row) => {
    const own = new Map<number, number>();
    for (const term of terms) {
      const place = vocabulary.get(term);
      if (place !== undefined) own.set(place, (own.get(place) ?? 0) + 1);
    }
    for (const [place, count] of [...own].sort(([a], [b]) => a - b)) {
      places.push(place);
      counts.push(count);
    }
    starts[row + 1] = places.length;
  });
  return {
    rows: texts.length,
    terms: vocabulary.size,
    starts,
    places: Int32Array.from(places),
    counts: Float64Array.from(counts),
  };
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
