import type { Readable } from 'node:stream';
import { LINE_BYTES_MAX } from '@breakwater/core';

/** Enough of a line that is too long for it to be refused as that; the rest of it is dropped, however long it is. */
const KEPT_MAX = LINE_BYTES_MAX + 1;

/**
 * The lines of wave files with their numbers, blank ones left out. No line costs more memory than one that may be taken in.
 * Throws what reading the stream throws.
 */
export async function* readWaveLines(input: Readable): AsyncGenerator<{ line: number; text: string }> {
  let line = 1;
  let rest = '';
  input.setEncoding('utf8');
  for await (const chunk of input as AsyncIterable<string>) {
    const [first = '', ...others] = chunk.split('\n');
    rest = keep(rest, first);
    for (const next of others) {
      yield* tell(line, rest);
      line += 1;
      rest = keep('', next);
    }
  }
  yield* tell(line, rest);
}

function keep(rest: string, more: string): string {
  return rest.length >= KEPT_MAX ? rest : (rest + more).slice(0, KEPT_MAX);
}

function* tell(line: number, raw: string): Generator<{ line: number; text: string }> {
  const text = (line === 1 ? raw.replace(/^\uFEFF/, '') : raw).replace(/\r$/, '');
  if (text.trim() !== '') yield { line, text };
}
