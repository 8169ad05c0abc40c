import fs from 'node:fs';
import { type AcceptWavePorts, type Delivery, deliverWave } from '@breakwater/engine';
import { readWaveLines } from '../read-wave-lines.ts';
import { refusalText } from '../tell-delivery.ts';
import type { CompleteFile } from './find-complete-files.ts';

/** More is no wave file but an accident. */
const FILE_BYTES_MAX = 64 * 1_048_576;

export interface TakenFile {
  readonly deliveries: readonly Delivery[];
  /** Why the file is not simply done, a line each; empty when all of it was taken in. */
  readonly why: readonly string[];
}

/**
 * Hands in every wave of a file: one a line, or the whole of a `.json` file. Taking the same file again changes nothing.
 * Throws what reading it, the store and the markets throw, and then the whole file may be taken again.
 */
export async function takeFile(ports: AcceptWavePorts, file: CompleteFile): Promise<TakenFile> {
  if (file.bytes > FILE_BYTES_MAX) return { deliveries: [], why: [`${file.name} is longer than ${FILE_BYTES_MAX} bytes.`] };
  const deliveries: Delivery[] = [];
  for await (const { line, text } of readWaves(file)) deliveries.push(await deliverWave(ports, text, { file: file.name, line }));
  if (deliveries.length === 0) return { deliveries, why: [`${file.name} holds no wave.`] };
  const refusals = deliveries.flatMap((delivery) => delivery.refusals);
  if (refusals.length === 0) return { deliveries, why: [] };
  const taken = deliveries.filter(({ result }) => result === 'accepted' || result === 'already_known');
  const summary = taken.length === 0 ? 'Nothing of this file was taken in.' : `Taken in: ${taken.map(({ source, id, signals }) => `${source} ${id} (${signals})`).join(', ')}. The rest was refused.`;
  return { deliveries, why: [...refusals.map(refusalText), summary] };
}

async function* readWaves({ name, path }: CompleteFile): AsyncGenerator<{ line: number; text: string }> {
  if (!name.toLowerCase().endsWith('.json')) return yield* readWaveLines(fs.createReadStream(path, 'utf8'));
  const text = (await fs.promises.readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  if (text.trim() !== '') yield { line: 1, text };
}
