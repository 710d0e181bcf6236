import type { AgentState } from "../../envs/types.js";
import type { CellMessage, CellTask } from "../cell.js";
import type { CellLimits } from "../config.js";
import { cellHash, hashOf } from "../identity.js";
import { decodeState, type Encoded, encodeState } from "../portable/state-codec.js";

/** A cell on its way to a worker: plain data that JSON keeps. */
export interface CellOrder {
  readonly task: CellTask;
  readonly limits: CellLimits;
}

/** A cell on its way back: all that it told, and how long it took. */
export interface Parcel {
  readonly messages: readonly CellMessage[];
  readonly ms: number;
}

/** Equal for cells with equal results: the cell's own hash, and with it where it stands if it was begun before. */
export function orderId({ task }: CellOrder): string {
  const { trained, evaluated, trainingFinished, state } = task.progress;
  const begun = trained > 0 || evaluated.length > 0 || trainingFinished;
  const place = begun ? `-${hashOf([trained, evaluated, trainingFinished, state])}` : "";
  // BullMQ takes no name that reads as a number, as a hash may.
  return `cell-${cellHash(task)}${place}`;
}

/** As text; the days of episodes come back to the bit. */
export function pack({ messages, ms }: Parcel): string {
  return JSON.stringify(encodeState({ messages, ms } as unknown as AgentState));
}

export function unpack(text: string): Parcel {
  return decodeState(JSON.parse(text) as Encoded) as unknown as Parcel;
}
