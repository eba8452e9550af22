/** Why `fetch` failed. Its own message, `fetch failed`, says nothing; the cause does, e.g. `connect ECONNREFUSED 127.0.0.1:6333`. */
export function connectionReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return error instanceof Error ? error.message : String(error);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
