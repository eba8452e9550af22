import { describe, expect, test } from 'vitest';
import { colorsFor } from './colors.ts';
import { displayWidth, formatTable } from './output.ts';

describe('formatTable', () => {
  test('aligns columns, numbers right, without trailing spaces', () => {
    const table = formatTable(
      [{ header: 'name' }, { header: 'n', align: 'right' }, { header: 'note' }],
      [
        ['alpha', '1', 'x'],
        ['b', '100', ''],
      ],
    );
    expect(table).toBe('name     n  note\nalpha    1  x\nb      100');
  });

  test('counts terminal columns, not code units', () => {
    const rows = formatTable(
      [{ header: 'title' }, { header: 'k' }],
      [
        ['東京', '1'],
        ['\u001b[31mred\u001b[39m', '2'],
        ['e\u0301t\u00e9', '3'],
      ],
    );
    expect(rows.split('\n').map((row) => displayWidth(row))).toEqual([8, 8, 8, 8]);
  });

  test.each([
    ['abc', 3],
    ['東京', 4],
    ['🙂', 2],
    ['e\u0301', 1],
    ['\u001b[1mx\u001b[22m', 1],
  ])('displayWidth of %j is %i', (text, width) => expect(displayWidth(text)).toBe(width));
});

test('colours appear only on a terminal and never against NO_COLOR', () => {
  expect(colorsFor({ isTTY: true }, {}).red('x')).toBe('\u001b[31mx\u001b[39m');
  expect(colorsFor({ isTTY: true }, { NO_COLOR: '1' }).red('x')).toBe('x');
  expect(colorsFor({ isTTY: true }, { TERM: 'dumb' }).red('x')).toBe('x');
  expect(colorsFor({}, {}).red('x')).toBe('x');
});
