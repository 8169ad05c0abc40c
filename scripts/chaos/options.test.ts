import { describe, expect, test } from 'vitest';
import { readOptions, replayCommand } from './options.ts';

describe('the options of chaos', () => {
  test('are a minute of seed 1 when nothing is said', () => {
    expect(readOptions([])).toEqual({ minutes: 1, seed: 1, json: false });
  });

  test('are refused in one sentence when they cannot be meant', () => {
    for (const argv of [['--minutes', '0'], ['--minutes', 'ten'], ['--seed', '-1'], ['--seed', '1.5'], ['--speed', '2']]) {
      expect(() => readOptions(argv)).toThrow(/see: npm run chaos -- --help/);
    }
  });

  test('are said again by the command that replays a run', () => {
    const options = { minutes: 10, seed: 42 };
    expect(readOptions(replayCommand(options).split(' -- ')[1]!.split(' '))).toMatchObject(options);
  });
});
