import readline from 'node:readline';
import type { Readable } from 'node:stream';

/** The lines of wave files with their numbers, blank ones left out. Throws what reading the stream throws. */
export async function* readWaveLines(input: Readable): AsyncGenerator<{ line: number; text: string }> {
  let line = 0;
  for await (const raw of readline.createInterface({ input, crlfDelay: Infinity })) {
    line += 1;
    const text = line === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    if (text.trim() !== '') yield { line, text };
  }
}
