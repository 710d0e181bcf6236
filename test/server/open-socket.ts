import { once } from "node:events";
import { WebSocket } from "ws";
import { type ClientMessage, type ServerMessage, serverMessageSchema, WIRE_VERSION } from "../../experiments/wire.js";

export interface TestSocket {
  readonly socket: WebSocket;
  /** all messages so far, each checked against the wire's schema */
  readonly messages: ServerMessage[];
  say(message: ClientMessage): void;
  /** resolves with the first message, past or coming, that fits */
  find<T extends ServerMessage["type"]>(
    type: T,
    fits?: (message: Extract<ServerMessage, { type: T }>) => boolean,
  ): Promise<Extract<ServerMessage, { type: T }>>;
}

/** Connects to a server as a page does; watches `run` where one is given. */
export async function openSocket(port: number, run?: string): Promise<TestSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, { origin: `http://127.0.0.1:${port}` });
  const messages: ServerMessage[] = [];
  const looks = new Set<() => void>();
  socket.on("message", (data) => {
    messages.push(serverMessageSchema.parse(JSON.parse(data.toString())));
    for (const look of looks) look();
  });
  await once(socket, "open");
  const say = (message: ClientMessage) => socket.send(JSON.stringify(message));
  say({ type: "hello", version: WIRE_VERSION });
  if (run !== undefined) say({ type: "watch", run });
  return {
    socket,
    messages,
    say,
    find: (type, fits = () => true) =>
      new Promise((resolve, reject) => {
        const timeout = setTimeout(() => reject(new Error(`no ${type} message that fits within 10 s`)), 10_000);
        const look = () => {
          for (const message of messages) {
            if (message.type !== type || !fits(message as never)) continue;
            clearTimeout(timeout);
            looks.delete(look);
            resolve(message as never);
            return;
          }
        };
        looks.add(look);
        look();
      }),
  };
}
