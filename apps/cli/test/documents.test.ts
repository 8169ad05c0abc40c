import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
  const wave = { source: 'ats', id: '2025-10-17T19:15Z', at: '2025-10-17T19:20:05Z', signals: [{ id: 's-583', action: 'open', exchange: 'binance', symbol: 'TAGUSDT', side: 'short', score: '0.87' }] };
  await cli.run(['wave', 'submit', cli.write('waves.ndjson', JSON.stringify(wave))]);
});
afterAll(() => cli.close());

/** The commands that a document tells people to run, once each. */
function commandsOf(file: string): string[] {
  const text = fs.readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  const inBlocks = [...text.matchAll(/^npx breakwater ([^#\n]+)/gm)].map(([, command]) => command?.trim() ?? '');
  const inLines = [...text.matchAll(/`npx breakwater ([^`]+)`/g)].map(([, command]) => command ?? '');
  return [...new Set([...inBlocks, ...inLines])].filter((command) => !/[A-Z]{2,}\b(?!USDT)(?<!TAGUSDT)(?<!USDT)/.test(command.replaceAll(/\S*USDT\S*|\d\S*/g, '')));
}

/** Handed in by nobody here; README.md names it as an example. */
const ASIDE: Readonly<Record<string, string>> = { 'waves.ndjson': 'examples/waves.ndjson' };

describe.each([['docs/troubleshooting.md', 18], ['README.md', 3]])('%s', (file, atLeast) => {
  const commands = commandsOf(file);

  test('tells of commands', () => {
    expect(commands.length).toBeGreaterThanOrEqual(atLeast);
  });

  test.each(commands)('breakwater %s works as it is written', async (command) => {
    const { exitCode, lines } = await cli.run(command.split(/\s+/).map((word) => ASIDE[word] ?? word));
    expect({ exitCode, lines: exitCode === 0 ? [] : lines }).toEqual({ exitCode: 0, lines: [] });
  });
});
