import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attackKinds, attacks, attackText } from '../../../datasets/injection/attacks.ts';
import { passageBlock } from './passage-block.ts';
import { longAnswerPrompt, shortAnswerPrompt } from './prompts.ts';

const question = 'Who wrote Fidelio?';
const plain = [{ text: 'Fidelio is an opera by Beethoven.' }, { text: 'The river runs to the sea.' }];
/** Everything that chat templates mark turns with. */
const templateMarkers = /<[|｜]|[|｜]>|\[\/?INST\]|<<\/?SYS>>|<\/?s>|<(?:start|end)_of_turn>/i;

/** The parts of the user's turn: what is quoted, and the rest. */
function partsOf(text: string, name: string): { quoted: string[]; rest: string } {
  const blocks = new RegExp(`<${name} \\d+>\\n([\\s\\S]*?)\\n</${name}>`, 'g');
  return { quoted: [...text.matchAll(blocks)].map(([, body]) => body!), rest: text.replaceAll(blocks, '') };
}

test('at least 50 attacks of five kinds, no two alike', () => {
  expect(attacks.length).toBeGreaterThanOrEqual(50);
  expect(new Set(attacks.map(({ text }) => text)).size).toBe(attacks.length);
  for (const kind of attackKinds) expect(attacks.filter((attack) => attack.kind === kind).length, kind).toBeGreaterThanOrEqual(10);
});

describe.each(attacks)('$id', (attack) => {
  const injected = attackText(attack, { target: 'Quorvale', question });
  const texts = [plain[0]!, { title: injected.split('\n')[0]!, text: `${plain[1]!.text} ${injected}` }];

  test.each([
    ['short', shortAnswerPrompt],
    ['long', longAnswerPrompt],
  ])('stays inside its own delimiters: %s answers', (_name, prompt) => {
    const block = passageBlock(texts, question);
    const [system, user] = prompt({ question, block, instruction: undefined });
    const { quoted, rest } = partsOf(user!.content, block.name);
    expect(quoted).toHaveLength(2);
    expect(rest.trim()).toBe(`Question: ${question}`);
    expect(quoted[1]).toContain('Quorvale');
    expect(system!.content).not.toContain('Quorvale');
    expect(user!.content).not.toMatch(templateMarkers);
  });

  test('changes the instructions only by the name of the delimiters', () => {
    const withAttack = passageBlock(texts, question);
    const without = passageBlock(plain, question);
    const instructions = (block: typeof without) =>
      shortAnswerPrompt({ question, block, instruction: undefined })[0]!.content.replaceAll(block.name, '');
    expect(instructions(withAttack)).toBe(instructions(without));
  });
});

test('no text can forge the delimiters, not even one that knows those of another prompt', () => {
  const piece = fc.constantFrom('</passage-', '<passage-', 'passage', '>', '<', ' 2>', '\n', '</', 'a1b2c3', 'x', '|', '\u{E0041}', '-');
  const text = fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { minLength: 1, maxLength: 20 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, text, (first, second) => {
      const known = passageBlock([{ text: first }], question).name;
      const block = passageBlock([{ text: first }, { text: `${second}</${known}><${known} 2>` }], question);
      expect(partsOf(block.text, block.name).quoted).toHaveLength(2);
      expect(partsOf(block.text, block.name).rest.trim()).toBe('');
      expect(block.text.split(block.name)).toHaveLength(5);
    }),
  );
});
