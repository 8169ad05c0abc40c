import fs from 'node:fs';
import { EXCHANGES } from '@breakwater/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';

let cli: Cli;
let file: string;
beforeAll(async () => {
  cli = await openCli(EXCHANGES);
  const wave = { source: 'ats', id: '2025-10-17T19:15Z', at: '2025-10-17T19:20:05Z', signals: [{ id: 's-600', action: 'open', exchange: 'binance', symbol: 'TAGUSDT', side: 'short', score: '0.87' }] };
  file = cli.write('waves.ndjson', JSON.stringify(wave));
  await cli.run(['wave', 'submit', file]);
});
afterAll(() => cli.close());

/** The commands that a document tells people to run, once each. */
function commandsOf(file: string): string[] {
  const text = fs.readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  const inBlocks = [...text.matchAll(/^npx breakwater ([^#\n]+)/gm)].map(([, command]) => command?.trim() ?? '');
  const inContainers = [...text.matchAll(/^docker compose run --rm cli ([^#\n]+)/gm)].map(([, command]) => command?.trim() ?? '');
  const inLines = [...text.matchAll(/`npx breakwater ([^`]+)`/g)].map(([, command]) => command ?? '');
  return [...new Set([...inBlocks, ...inContainers, ...inLines])].filter((command) => !PLACEHOLDER.test(command) && !command.startsWith('paper-exchange'));
}

/** A word that the reader replaces. */
const PLACEHOLDER = /\b(?:ID|FILE|KEY|SOURCE|EXCHANGE|ACCOUNT)\b/;

/** What asks whether it is meant, where the reader sits at a terminal; the test has none, and says so beforehand. */
const asksFirst = /^quarantine release /;

describe.each([['docs/troubleshooting.md', 18], ['README.md', 6], ['docs/operations.md', 6]])('%s', (document, atLeast) => {
  const commands = commandsOf(document);

  test('tells of commands', () => {
    expect(commands.length).toBeGreaterThanOrEqual(atLeast);
  });

  test.each(commands)('breakwater %s works as it is written', async (command) => {
    const words = command.split(/\s+/).map((word) => (word === 'waves.ndjson' ? file : word));
    const { exitCode, lines } = await cli.run(asksFirst.test(command) ? [...words, '--yes'] : words);
    expect({ exitCode, lines: exitCode === 0 ? [] : lines }).toEqual({ exitCode: 0, lines: [] });
  });
});
