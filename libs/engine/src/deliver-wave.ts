import { parseWaveLine, type Refusal } from '@breakwater/core';
import { acceptWave, type AcceptWavePorts } from './accept-wave.ts';

export type DeliveryResult = 'accepted' | 'already_known' | 'conflict' | 'refused';

/** How handing in one wave ended. */
export interface Delivery {
  readonly line: number;
  /** null when the text was not readable as a wave; likewise the id. */
  readonly source: string | null;
  readonly id: string | null;
  readonly result: DeliveryResult;
  readonly waveId: string | null;
  /** Signals that were taken in, now or when the wave first came. */
  readonly signals: number;
  /** All that was refused, of the text, the configuration, the markets and the books. */
  readonly refusals: readonly Refusal[];
  /** A sentence about what did not go as usual although the wave is in the books. */
  readonly notice: string | null;
}

const NOT_WOKEN = 'Redis cannot be reached: the wave is in the books, and the wave workers will find it there.';

/**
 * Hands in the text of one wave, from wherever it came: parses it, takes it into the books, and says what was refused and
 * why. Handing in the same text again changes nothing. `at` names the place for the refusals; `defaultAtMs` is the instant
 * of a wave that carries none. Throws what the store and the markets throw, and then the same text may be handed in again.
 */
export async function deliverWave(ports: AcceptWavePorts, text: string, at: { readonly file: string; readonly line: number }, defaultAtMs: number | null = null): Promise<Delivery> {
  const parsed = parseWaveLine(text, at, defaultAtMs);
  if (parsed.type === 'refused') return { line: at.line, source: null, id: null, result: 'refused', waveId: null, signals: 0, refusals: parsed.refusals, notice: null };
  const { wave } = parsed;
  const { acceptance, refusals, isEnqueued } = await acceptWave(ports, wave, at);
  const result: DeliveryResult = acceptance?.type ?? 'refused';
  const isTaken = result === 'accepted' || result === 'already_known';
  const conflict = { ...at, field: 'id', reason: `the wave "${wave.externalId}" of ${wave.source} came before with other content: give the new one another id` };
  return {
    line: at.line,
    source: wave.source,
    id: wave.externalId,
    result,
    waveId: acceptance?.waveId ?? null,
    signals: isTaken ? wave.signals.length + wave.exits.length - refusals.length : 0,
    refusals: [...parsed.refusals, ...refusals, ...(result === 'conflict' ? [conflict] : [])],
    notice: result === 'accepted' && !isEnqueued ? NOT_WOKEN : null,
  };
}
