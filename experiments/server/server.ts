import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import type { SweepEvent } from "../wire.js";
import { api } from "./api.js";
import { createDoor, isLoopback, type Verdict } from "./door.js";
import { createLive } from "./live.js";
import type { RunSource } from "./run-source.js";
import { runsInThread } from "./runs-in-thread.js";
import { contentSecurityPolicy, staticPage } from "./static-page.js";

export interface ServerOptions {
  /** holds a directory a run */
  runsDirectory: string;
  /** default 7080; the next free one where it is taken; 0 is any free one */
  port?: number;
  /** default 127.0.0.1 */
  host?: string;
  /** asked of everybody on addresses other machines can reach; made up where missing */
  token?: string;
  /** how runs are read; default: from `runsDirectory` */
  source?: RunSource;
  /** directory of the built page; default: the package's own */
  page?: string;
}

export interface RunningServer {
  /** where to point a browser, with the token where one is asked */
  readonly url: string;
  readonly port: number;
  /** news of a run in this process; returns at once whatever the readers do */
  publish(event: SweepEvent, run: string): void;
  /** ends all connections and frees the port */
  close(): Promise<void>;
}

const PORTS_TRIED = 50;
/** A page says two short sentences. */
const LARGEST_CLIENT_MESSAGE_BYTES = 4096;

/**
 * Serves the page, the runs as JSON, and live news over one WebSocket at /live.
 *
 * @throws Error when no port is free, or the address cannot be bound
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const host = options.host ?? "127.0.0.1";
  const token = isLoopback(host) ? options.token : (options.token ?? randomBytes(16).toString("hex"));
  const disk = runsInThread(options.runsDirectory);
  const source = options.source ?? disk;
  const page = options.page ?? builtPage();
  const live = createLive(source);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_CLIENT_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  let port = 0;
  const door = createDoor(token, () => port);

  const http = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`server: ${request.url}: ${error instanceof Error ? error.message : String(error)}\n`);
      if (!response.headersSent) respond(response, 500, { error: "the server failed; its terminal says why" });
      else response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const verdict = door.judge(request);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    if (!verdict.enter) return respond(response, verdict.status, { error: verdict.reason });
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      return respond(response, 405, { error: `${request.method} is not understood here` });
    }
    const url = new URL(request.url ?? "/", "http://localhost");
    if (verdict.setCookie) {
      response.setHeader("Set-Cookie", verdict.setCookie);
      if (url.pathname === "/") {
        response.writeHead(303, { Location: "/" }).end();
        return;
      }
    }
    if (url.pathname.startsWith("/api/")) {
      const { status, body } = await api(source, live, url);
      return respond(response, status, body);
    }
    const file = await staticPage(page, url.pathname);
    response.setHeader("Content-Security-Policy", contentSecurityPolicy(request.headers.host ?? ""));
    response.setHeader("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    response.writeHead(file.status, { "Content-Type": file.type });
    response.end(request.method === "HEAD" ? undefined : file.body);
  }

  http.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const verdict: Verdict = door.judge(request);
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (!verdict.enter || path !== "/live") {
      socket.end(
        `HTTP/1.1 ${verdict.enter ? 404 : verdict.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (connection) => live.join(connection));
  });

  port = await listen(http, host, options.port ?? 7080);
  const shownHost = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${port}/${token === undefined ? "" : `?token=${encodeURIComponent(token)}`}`,
    port,
    publish: live.publish,
    async close() {
      live.close();
      sockets.close();
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await Promise.all([closed, disk.close()]);
    },
  };
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" });
  response.end(JSON.stringify(body));
}

/** @returns the port, the first free one from `first` on */
async function listen(http: HttpServer, host: string, first: number): Promise<number> {
  for (let port = first; port < Math.min(first + PORTS_TRIED, 65536); port++) {
    const outcome = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      http.once("error", resolve);
      http.listen(port, host, () => {
        http.off("error", resolve);
        resolve(null);
      });
    });
    if (outcome === null) return (http.address() as AddressInfo).port;
    if (outcome.code !== "EADDRINUSE") throw new Error(`cannot listen on ${host}:${port}: ${outcome.message}`);
  }
  throw new Error(`no port is free on ${host} from ${first} to ${first + PORTS_TRIED - 1}; choose another with --port`);
}

/** The page as built beside this file, or, where the source runs, in the checkout's dist/. */
function builtPage(): string {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  return existsSync(`${root}package.json`) ? `${root}dist/viewer` : `${root}viewer`;
}
