/** Prints data. Everything else a command says goes to stderr. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a value as indented JSON. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Prints a message beside the data, on stderr. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export interface Column {
  header: string;
  /** Default `left`; numbers read better `right`. */
  align?: 'left' | 'right';
}

/**
 * A table in plain text: a row of headers, then the rows, columns two spaces apart.
 *
 * @example
 * formatTable([{ header: 'name' }, { header: 'n', align: 'right' }], [['a', '1'], ['b', '10']]);
 */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ header }, index) => Math.max(...[header, ...rows.map((row) => row[index] ?? '')].map(displayWidth)));
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => {
        const cell = cells[index] ?? '';
        const space = ' '.repeat(widths[index]! - displayWidth(cell));
        return align === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [columns.map(({ header }) => header), ...rows].map(line).join('\n');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours
const escapeSequence = /\u001b\[[0-9;]*m/g;
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;
const zeroWidth = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/** Terminal columns of a text: East Asian wide characters and emoji take two, combining marks and colours none. */
export function displayWidth(text: string): number {
  const visible = text.replace(escapeSequence, '').replace(zeroWidth, '');
  return [...visible].length + (visible.match(wide)?.length ?? 0);
}
