/** seedrandom ships this file without types. */
declare module "seedrandom/lib/alea.js" {
  /** plain numbers, whole multiples of 2^-32 (c: whole), so JSON keeps them to the bit */
  export interface AleaState {
    readonly c: number;
    readonly s0: number;
    readonly s1: number;
    readonly s2: number;
  }
  export interface Alea {
    (): number;
    state(): AleaState;
  }
  export default function alea(seed: string, options: { state: true | AleaState }): Alea;
}
