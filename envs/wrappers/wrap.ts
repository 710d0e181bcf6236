import type { Env, EnvSnapshot, Info } from "../types.js";

/** What a wrapper does itself. O and A are its own values; the env inside, of values O2 and A2, may have others. */
export interface Wrapping<O, A, I extends Info, O2, A2> {
  /** what differs from the env inside */
  changes?: Partial<Pick<Env<O, A, I>, "observationSpace" | "actionSpace" | "slots">>;
  reset: Env<O, A, I>["reset"];
  step: Env<O, A, I>["step"];
  /** the wrapper's own state as plain data */
  save(): EnvSnapshot;
  load(state: EnvSnapshot): void;
  /** the same wrapper, in the state it is in, around a fork of the env inside */
  fork(inner: Env<O2, A2, I>): Env<O, A, I>;
}

/** An env made of the one inside and what the wrapper does; it has snapshots and forks where the one inside has them. */
export function wrap<O, A, I extends Info, O2, A2>(
  inner: Env<O2, A2, I>,
  own: Wrapping<O, A, I, O2, A2>,
): Env<O, A, I> {
  const snapshot = inner.snapshot?.bind(inner);
  const restore = inner.restore?.bind(inner);
  const fork = inner.fork?.bind(inner);
  return {
    id: inner.id,
    observationSpace: inner.observationSpace,
    actionSpace: inner.actionSpace,
    slots: inner.slots,
    ...(inner.brief && { brief: inner.brief }),
    ...own.changes,
    reset: own.reset,
    step: own.step,
    ...(snapshot && { snapshot: () => ({ inner: snapshot(), own: own.save() }) }),
    ...(restore && {
      restore(state: EnvSnapshot) {
        restore(state.inner as EnvSnapshot);
        own.load(state.own as EnvSnapshot);
      },
    }),
    ...(fork && { fork: () => own.fork(fork()) }),
    close: () => inner.close(),
  };
}
