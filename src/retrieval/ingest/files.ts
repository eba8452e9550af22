import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGunzip } from 'node:zlib';
import { AccordError } from '../../errors.ts';
import type { ByteSource, Format } from './formats/format.ts';
import { formatNames, formatOf } from './formats/registry.ts';

/** A file to ingest; `root` is the path that was asked for, the scope within which removed files are noticed. */
export interface SourceFile extends ByteSource {
  path: string;
  root: string;
  bytes: number;
  /** Bytes taken from the disk so far. */
  bytesRead(): number;
  format: Format;
  /** Whether the user named this very file. */
  named: boolean;
}

export interface FoundFiles {
  files: SourceFile[];
  /** Absolute paths asked for. */
  root: string;
  /** Count of files left out, by extension. */
  unknown: Map<string, number>;
}

/**
 * The files under a path, sorted; dot files, `node_modules` and unknown extensions are left out.
 *
 * @param forced reads a named file as this format, whatever its extension
 * @throws AccordError `not-found`, `unsupported-format`, `unreadable-file`
 */
export async function findFiles(path: string, forced?: Format): Promise<FoundFiles> {
  const root = resolve(path);
  const found: FoundFiles = { files: [], root, unknown: new Map() };
  const info = await stat(root).catch((cause) => {
    throw unreadable(cause, path);
  });
  if (!info.isDirectory()) {
    const known = formatOf(root);
    if (!known && !forced) {
      throw new AccordError(
        'unsupported-format',
        `${path}: no format is known for the extension "${extname(path)}".`,
        `Name the format with --format (${formatNames.join(', ')}).`,
      );
    }
    const gzip = root.toLowerCase().endsWith('.gz');
    found.files.push(sourceFile(root, root, info.size, forced ?? known!.format, gzip, true));
    return found;
  }
  const seen = new Set<string>();
  const walk = async (directory: string): Promise<void> => {
    // A link back up would be walked for ever.
    const real = await realpath(directory);
    if (seen.has(real)) return;
    seen.add(real);
    const entries = await readdir(directory, { withFileTypes: true }).catch((cause) => {
      throw unreadable(cause, directory);
    });
    for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (name.startsWith('.') || name === 'node_modules') continue;
      const full = join(directory, name);
      const entry = await stat(full).catch(() => null);
      if (entry?.isDirectory()) await walk(full);
      if (!entry?.isFile()) continue;
      const known = formatOf(name);
      if (known) found.files.push(sourceFile(full, root, entry.size, known.format, known.gzip, false));
      else found.unknown.set(extname(name) || name, (found.unknown.get(extname(name) || name) ?? 0) + 1);
    }
  };
  await walk(root);
  return found;
}

function sourceFile(path: string, root: string, bytes: number, format: Format, gzip: boolean, named: boolean): SourceFile {
  let stream: ReadStream | undefined;
  return {
    name: displayName(path),
    id: displayName(path),
    title: titleFromName(path),
    uri: pathToFileURL(path).href,
    path,
    root,
    bytes,
    format,
    named,
    open: () => {
      stream = createReadStream(path, { highWaterMark: 1 << 18 });
      return readFile(stream, path, gzip);
    },
    bytesRead: () => stream?.bytesRead ?? 0,
  };
}

/** The path as seen from the working directory, with forward slashes; the absolute path outside it. */
function displayName(path: string): string {
  const local = relative(process.cwd(), path);
  return (local === '' ? basename(path) : local.startsWith('..') || isAbsolute(local) ? path : local).split(sep).join('/');
}

function titleFromName(path: string): string {
  const name = basename(path).replace(/\.gz$/i, '');
  return basename(name, extname(name)).replace(/[-_]+/g, ' ').trim();
}

async function* readFile(file: ReadStream, path: string, gzip: boolean): AsyncGenerator<Uint8Array> {
  try {
    if (!gzip) {
      yield* file;
      return;
    }
    const unzip = createGunzip();
    file.on('error', (error) => unzip.destroy(error));
    yield* file.pipe(unzip);
  } catch (cause) {
    throw unreadable(cause, displayName(path));
  } finally {
    file.destroy();
  }
}

/** Hash of a file's bytes as they lie on the disk. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  } catch (cause) {
    throw unreadable(cause, displayName(path));
  }
  return hash.digest('hex').slice(0, 32);
}

/** Standard input, or any stream, as a source. */
export function streamSource(stream: AsyncIterable<Uint8Array | string>, id: string): ByteSource {
  return {
    name: id,
    id,
    open: async function* () {
      for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    },
  };
}

function unreadable(cause: unknown, path: string): AccordError {
  const error = cause as NodeJS.ErrnoException;
  if (AccordError.isInstance(cause)) return cause;
  if (error.code === 'ENOENT') return new AccordError('not-found', `${path} does not exist.`, 'Check the path.', { cause });
  return new AccordError('unreadable-file', `${path} cannot be read: ${error.message}`, 'Check the file and its permissions.', { cause });
}
