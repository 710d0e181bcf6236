export const TEXT_LANGUAGES = ["en", "zh"] as const;
export type TextLanguage = (typeof TEXT_LANGUAGES)[number];

/** What of a text is counted. */
export interface TermRules {
  /** words in the longest run that counts as a term of its own: 1 single words, 2 also pairs, 3 also threes */
  readonly longest: number;
  /** whether each ? and ! counts as a term */
  readonly marks: boolean;
}

/**
 * Language of a text: Chinese where it has Han characters and no fewer of them than words in Latin letters, so that an
 * English name in a Chinese sentence and a Chinese name in an English one change nothing. All else counts as English.
 */
export function languageOf(text: string): TextLanguage {
  const han = text.match(HAN)?.length ?? 0;
  return han > 0 && han >= (text.match(LATIN_WORD)?.length ?? 0) ? "zh" : "en";
}

/**
 * Terms of a text in the order they stand in: its words, then runs of neighbouring words joined by "_", then marks.
 *
 * English words are runs of letters and apostrophes in lower case, so that "don't" is one. Chinese words are those of `Intl.Segmenter`, which Node 20 and browsers carry, with its dictionary: a newer
 * engine may cut a sentence elsewhere.
 */
export function termsOf(text: string, language: TextLanguage, { longest, marks }: TermRules): string[] {
  const words = language === "zh" ? chineseWords(text) : englishWords(text);
  const terms = [...words];
  for (let length = 2; length <= longest; length++)
    for (let first = 0; first + length <= words.length; first++)
      terms.push(words.slice(first, first + length).join("_"));
  if (marks) {
    for (const mark of text.match(/[?!？！]/g) ?? []) terms.push(mark === "?" || mark === "？" ? "?" : "!");
  }
  return terms;
}

const HAN = /\p{Script=Han}/gu;
const LATIN_WORD = /\p{Script=Latin}+/gu;
const chineseSegments = new Intl.Segmenter("zh", { granularity: "word" });

function englishWords(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll("’", "'")
      .match(/[\p{L}\p{M}']+/gu) ?? []
  );
}

function chineseWords(text: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of chineseSegments.segment(text.toLowerCase()))
    if (isWordLike) words.push(segment);
  return words;
}
