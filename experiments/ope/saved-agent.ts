import { readFileSync } from "node:fs";
import { loadWithStream, saveWithStream } from "../../agents/save.js";
import type { Agent, AgentState, Rng } from "../../envs/types.js";
import { UserError } from "../faults.js";
import { writeWhole } from "../journal.js";
import { decodeState, type Encoded, encodeState } from "../portable/state-codec.js";

/** An agent in a file: what it was made of, and what it learnt. */
export interface SavedAgent {
  readonly spec: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly env: string;
  readonly state: Encoded;
}

interface Living {
  // biome-ignore lint/suspicious/noExplicitAny: the agent was fitted to its env's spaces
  readonly agent: Agent<any, any>;
  readonly rng: Rng;
}

/** Writes an agent with its stream, whole or not at all. */
export async function saveAgent(file: string, order: Omit<SavedAgent, "state"> & Living): Promise<void> {
  const { spec, params, env, agent, rng } = order;
  const saved: SavedAgent = {
    spec,
    params,
    env,
    state: encodeState(saveWithStream(agent, rng) as unknown as AgentState),
  };
  await writeWhole(file, `${JSON.stringify(saved)}\n`);
}

/** Reads what `saveAgent` wrote. @throws UserError, exit code 1, where the file is none */
export function readSavedAgent(file: string): SavedAgent {
  const refuse = (message: string) => new UserError(file, [{ code: "agent", path: [], message }], 1);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw refuse("cannot be read: no such file");
  }
  try {
    const saved = JSON.parse(text) as Partial<SavedAgent>;
    if (typeof saved.spec === "string" && typeof saved.env === "string" && saved.state !== undefined && saved.params)
      return saved as SavedAgent;
  } catch {
    // told below
  }
  throw refuse("is no saved agent, such as promolab run --save writes");
}

/** Brings a new agent to where the saved one was. @throws UserError, exit code 1, where it does not fit */
export function restoreAgent(file: string, { state }: SavedAgent, { agent, rng }: Living): void {
  try {
    loadWithStream(agent, rng, decodeState(state));
  } catch (error) {
    const message = `does not fit the agent: ${(error as Error).message}`;
    throw new UserError(file, [{ code: "agent", path: [], message }], 1);
  }
}
