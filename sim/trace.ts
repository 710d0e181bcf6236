/** A running 64-bit hash of numbers by their bits: equal traces had equal numbers in equal order. */
export class Trace {
  private h0 = 0x243f6a88 | 0;
  private h1 = 0x85a308d3 | 0;
  private readonly float = new Float64Array(1);
  private readonly words = new Int32Array(this.float.buffer);

  /** Takes in one number; -0 and 0 differ, and so do 0 and 0.1. */
  add(x: number): void {
    this.float[0] = x;
    this.addWord(this.words[0]);
    this.addWord(this.words[1]);
  }

  addArray(numbers: ArrayLike<number>): void {
    for (let i = 0; i < numbers.length; i++) this.add(numbers[i]);
  }

  /** 16 hexadecimal digits; more may be added afterwards */
  digest(): string {
    const high = Math.imul(this.h0 ^ (this.h0 >>> 16), 0x7feb352d) ^ this.h1;
    const low = Math.imul(this.h1 ^ (this.h1 >>> 15), 0x846ca68b) ^ this.h0;
    return hex(high) + hex(low);
  }

  /** Two multiplicative mixes with different constants, crossed, so that order counts. */
  private addWord(word: number): void {
    const h0 = Math.imul(this.h0 ^ word, 0x9e3779b1);
    const h1 = Math.imul(this.h1 ^ ((word << 16) | (word >>> 16)), 0x85ebca6b);
    this.h0 = ((h0 ^ (h0 >>> 15)) + h1) | 0;
    this.h1 = ((h1 ^ (h1 >>> 13)) + h0) | 0;
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
