import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { Redis } from "ioredis";
import { scratch } from "./small-experiment.js";

/** A Redis of the test's own. */
export interface TestRedis {
  readonly url: string;
  readonly password: string;
  /** with TLS, and the certificate to check it by; undefined where there is no openssl to make one */
  readonly tls?: { readonly url: string; readonly caFile: string };
  stop(): Promise<void>;
}

/**
 * Starts a Redis on a free port of this machine, that keeps nothing on disk and asks for a password.
 *
 * @throws Error when there is no redis-server: apt-get install redis-server
 */
export async function startRedis(): Promise<TestRedis> {
  const folder = scratch();
  const password = "not-to-be-seen";
  const [port, tlsPort] = [await freePort(), await freePort()];
  const [key, caFile] = [join(folder.path, "key.pem"), join(folder.path, "cert.pem")];
  const made = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", caFile, "-days", "2"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
  ]);
  const secured = made.status === 0;
  const files = ["--tls-cert-file", caFile, "--tls-key-file", key, "--tls-ca-cert-file", caFile];
  const child = spawn(
    process.env.REDIS_SERVER_PATH ?? "redis-server",
    [
      ...["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.path],
      ...["--requirepass", password],
      ...(secured ? ["--tls-port", String(tlsPort), "--tls-auth-clients", "no", ...files] : []),
    ],
    { stdio: "ignore" },
  );
  const failed = once(child, "error").then(([error]) => {
    throw new Error(`${(error as Error).message}: apt-get install redis-server, or set REDIS_SERVER_PATH`);
  });
  const client = new Redis({ host: "127.0.0.1", port, password, retryStrategy: () => 50, maxRetriesPerRequest: 100 });
  client.on("error", () => {});
  await Promise.race([failed, client.ping()]);
  client.disconnect();
  return {
    url: `redis://127.0.0.1:${port}`,
    password,
    tls: secured ? { url: `rediss://localhost:${tlsPort}`, caFile } : undefined,
    async stop() {
      const gone = once(child, "exit");
      child.kill();
      await gone;
      folder[Symbol.dispose]();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
