import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { Redis, type RedisOptions } from "ioredis";
import { type Fault, UserError } from "../faults.js";

/** Where the queue is. The password is part of it, so none of it goes into results or logs but `nameOf`. */
export interface QueueAddress {
  /** redis://[user[:password]@]host[:port][/db], or rediss:// for TLS */
  readonly url: string;
  /** used where the URL has none */
  readonly password?: string;
  /** file with the certificates that the server's is checked against; default: those Node knows */
  readonly caFile?: string;
}

/** Connections to one Redis. */
export interface QueueConnections {
  /** host and port, which may be shown */
  readonly name: string;
  /** One more connection, which comes back by itself when it is lost. */
  open(): Redis;
  /** Ends all that were opened. */
  close(): void;
}

/**
 * Looks whether a Redis answers there, with this password.
 *
 * @param remark  told, in a line, when a connection is lost later on
 * @throws UserError when the address is none (exit code 2), or no Redis answers, or refuses (1)
 */
export async function connectQueue(address: QueueAddress, remark: (line: string) => void): Promise<QueueConnections> {
  const options = optionsOf(address);
  const name = `${options.host}:${options.port}`;
  await knock(options, name);
  const opened: Redis[] = [];
  let lost = false;
  return {
    name,
    open() {
      const redis = new Redis({
        ...options,
        maxRetriesPerRequest: null,
        retryStrategy: (times) => Math.min(200 * times, 5000),
      });
      redis.on("error", (error: Error) => {
        if (!lost) remark(`the queue at ${name} is out of reach (${reasonOf(error)}); trying again until it is back`);
        lost = true;
      });
      redis.on("ready", () => {
        if (lost) remark(`the queue at ${name} is back`);
        lost = false;
      });
      opened.push(redis);
      return redis;
    },
    close() {
      for (const redis of opened) redis.disconnect();
    },
  };
}

/** @throws UserError with all that is wrong with the address */
export function optionsOf({ url, password, caFile }: QueueAddress): RedisOptions & { host: string; port: number } {
  const faults: Fault[] = [];
  const fault = (message: string) => faults.push({ code: "queue", path: [], message });
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const tls = parsed?.protocol === "rediss:";
  // The text itself is not shown: it may hold a password.
  if (parsed === undefined || !(tls || parsed.protocol === "redis:") || parsed.hostname === "")
    fault("needs an address of the form redis://host:port or rediss://host:port");
  const db = parsed?.pathname.replace("/", "") || "0";
  if (parsed !== undefined && !/^\d+$/.test(db)) fault("needs a number as its database: redis://host:port/0");
  let ca: Buffer | undefined;
  if (caFile !== undefined) {
    if (parsed !== undefined && !tls) fault("certificates are for rediss://, and this is another address");
    try {
      ca = readFileSync(caFile);
    } catch (error) {
      fault(`${caFile} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
    }
  }
  if (faults.length > 0 || parsed === undefined) throw new UserError("--queue", faults);
  const host = parsed.hostname.replace(/^\[|\]$/g, "");
  return {
    host,
    port: Number(parsed.port || 6379),
    db: Number(db),
    username: decodeURIComponent(parsed.username) || undefined,
    password: decodeURIComponent(parsed.password) || password || undefined,
    ...(tls ? { tls: { ca, servername: isIP(host) ? undefined : host } } : {}),
  };
}

const ANSWERS_WITHIN_MS = 5000;

async function knock(options: RedisOptions, name: string): Promise<void> {
  const redis = new Redis({
    ...options,
    lazyConnect: true,
    connectTimeout: ANSWERS_WITHIN_MS,
    commandTimeout: ANSWERS_WITHIN_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let first: Error | undefined;
  redis.on("error", (error: Error) => {
    first ??= error;
  });
  try {
    await redis.connect();
    await redis.ping();
    if (first) throw first;
  } catch (error) {
    const reason = reasonOf(first ?? (error as Error));
    const hint = /NOAUTH|WRONGPASS|invalid password/i.test(reason) ? "; give the password in REDIS_PASSWORD" : "";
    const message = `no Redis that takes us answers at ${name}: ${reason}${hint}`;
    throw new UserError("--queue", [{ code: "queue", path: [], message }], 1);
  } finally {
    redis.disconnect();
  }
}

/** An error's kind and text; of commands, which may hold a password, nothing is shown. */
function reasonOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return error.message || code || error.name;
}
