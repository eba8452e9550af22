/** A stretch of a token sequence. */
export interface Window {
  start: number;
  end: number;
}

/**
 * Windows of at most `size` tokens that cover `length` tokens, each starting `stride` after the one before. The last one
 * is moved back to be full, so that no window is a stub. A sequence that fits is one window, an empty one none.
 */
export function windows(length: number, size: number, stride: number): Window[] {
  if (length <= size) return length > 0 ? [{ start: 0, end: length }] : [];
  const out: Window[] = [];
  for (let start = 0; start + size < length; start += stride) out.push({ start, end: start + size });
  out.push({ start: length - size, end: length });
  return out;
}
