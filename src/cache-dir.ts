import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where derived data that can be made again lives: `RAG_CACHE`, else `$XDG_CACHE_HOME/accord-rag`, else `~/.cache/accord-rag`. */
export function cacheDir(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.RAG_CACHE || join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'accord-rag');
}
