/** The `data` of the events of a `text/event-stream` (WHATWG HTML, 9.2.6), which other fields than `data` do not concern. */
export async function* eventData(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let buffer = '';
  let data: string[] = [];
  for await (const piece of pieces) {
    buffer += piece;
    // A carriage return at the end may be half of a line end.
    const lines = buffer.split(/\r\n|\n|\r(?!$)/);
    buffer = lines.pop()!;
    for (const line of lines) {
      if (line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      }
      if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
  }
  // Some servers leave out the empty line after the last event.
  if (buffer.startsWith('data:')) data.push(buffer.slice(5).trim());
  if (data.length > 0) yield data.join('\n');
}
