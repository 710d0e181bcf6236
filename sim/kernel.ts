import { KERNEL_CODE } from "./kernel-code.js";
import { elementaryTables } from "./math/elementary.js";

/**
 * The compiled numerics of cohort fidelity: `sim/kernel`. It is WebAssembly, as that has vectors and JavaScript has none, and
 * works in one memory a thread, on the numbers of one market at a time: its constants stay there until another market asks, all
 * else is brought by who asks and is fetched before anybody else does. So nothing of a market's state lies here.
 */
export interface Kernel extends Functions {
  /** the memory as doubles, as numbers of single precision and as 32-bit whole numbers; made anew, and older views emptied, when a market asks that needs more room */
  numbers: Float64Array;
  singles: Float32Array;
  wholes: Int32Array;
  /** whose constants are in it */
  tenant: KernelRoom | null;
  /** bytes of an item and of a pair; pairs of a batch; where a market's room starts */
  readonly itemBytes: number;
  readonly pairBytes: number;
  readonly batch: number;
  /** log price ratios that are remembered of a segment */
  readonly known: number;
  readonly room: number;
  /** makes sure of so many bytes */
  grow(bytes: number): void;
}

/** What the kernel does; `market`, `draws` and `recall` are addresses. See the functions of the same names in `sim/kernel`. */
interface Functions {
  readonly choose: (market: number) => void;
  readonly wish: (draws: number) => void;
  readonly remember: (recall: number, isOpen: boolean) => void;
  readonly binomial: (word: number, trials: number, probability: number) => number;
  readonly poisson: (word: number, mean: number) => number;
  readonly cappedTotal: (word: number, count: number, mean: number, most: number, uncapped: number) => number;
  readonly stirlingRest: (count: number) => number;
}

type Constant = Float64Array | Float32Array | Int32Array;

/** Where the numbers of a market lie in the kernel's memory while they are there. Addresses are in bytes. */
export class KernelRoom {
  private readonly constants: { readonly at: number; readonly data: Constant }[] = [];
  private end = kernel.room;

  /** Finds place for numbers that never change. */
  place(data: Constant): number {
    const at = this.reserve(data.byteLength);
    this.constants.push({ at, data });
    return at;
  }

  /** Finds place for bytes that change. */
  reserve(bytes: number): number {
    const at = this.end;
    this.end = at + 16 * Math.ceil(bytes / 16);
    return at;
  }

  /** The numbers at an address, for as long as this room's constants are in the kernel's memory. */
  view(at: number, length: number): Float64Array {
    return kernel.numbers.subarray(at / 8, at / 8 + length);
  }

  /** Brings the constants into the kernel's memory where they are not there; answers whether so: then all else is gone. */
  enter(): boolean {
    if (kernel.tenant === this) return false;
    kernel.grow(this.end);
    for (const { at, data } of this.constants) {
      if (data instanceof Float64Array) kernel.numbers.set(data, at / 8);
      else if (data instanceof Float32Array) kernel.singles.set(data, at / 4);
      else kernel.wholes.set(data, at / 4);
    }
    kernel.tenant = this;
    return true;
  }
}

/** The thread's. */
export const kernel: Kernel = open();

function open(): Kernel {
  const code = Uint8Array.from(atob(KERNEL_CODE), (letter) => letter.charCodeAt(0));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  const opened: Kernel = {
    numbers: new Float64Array(memory.buffer),
    singles: new Float32Array(memory.buffer),
    wholes: new Int32Array(memory.buffer),
    tenant: null,
    choose: exports.choose,
    wish: exports.wish,
    remember: exports.remember,
    binomial: exports.binomial,
    poisson: exports.poisson,
    cappedTotal: exports.cappedTotal,
    stirlingRest: exports.stirlingRest,
    itemBytes: exports.ITEM_BYTES.value,
    pairBytes: exports.PAIR_BYTES.value,
    batch: exports.BATCH.value,
    known: exports.KNOWN.value,
    room: exports.ROOM.value,
    grow(bytes) {
      const missing = bytes - memory.buffer.byteLength;
      if (missing <= 0) return;
      memory.grow(Math.ceil(missing / PAGE));
      opened.numbers = new Float64Array(memory.buffer);
      opened.singles = new Float32Array(memory.buffer);
      opened.wholes = new Int32Array(memory.buffer);
    },
  };
  const { powersOf64th, inverseOf128ths, logOf128ths } = elementaryTables;
  opened.numbers.set(powersOf64th, exports.POWERS.value / 8);
  opened.numbers.set(inverseOf128ths.subarray(96), exports.INVERSES_OF_128THS.value / 8);
  opened.numbers.set(logOf128ths.subarray(96), exports.LOGS_OF_128THS.value / 8);
  exports.begin();
  return opened;
}

/** bytes by which the memory grows */
const PAGE = 65_536;

interface Exports extends Functions {
  readonly begin: () => void;
  readonly ITEM_BYTES: Global;
  readonly PAIR_BYTES: Global;
  readonly BATCH: Global;
  readonly KNOWN: Global;
  readonly ROOM: Global;
  readonly POWERS: Global;
  readonly INVERSES_OF_128THS: Global;
  readonly LOGS_OF_128THS: Global;
}
interface Global {
  readonly value: number;
}

// What every engine has of these, as the project's types are of no host.
declare function atob(base64: string): string;
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object, imports: { env: object }) => { readonly exports: Exports };
};
