import type { WaveLedger } from '@breakwater/db/screens';
import type { Delivery, DeliveryResult } from '@breakwater/engine';

/** What a sender is told of one wave. */
export interface ToldWave {
  readonly result: DeliveryResult;
  readonly source: string | null;
  readonly id: string | null;
  readonly waveId: string | null;
  /** Where its state is, on this server; null when there is none. */
  readonly state: string | null;
  readonly signals: number;
  /** Of a body in JSON by `path`, of one in NDJSON by `line` and `field`. */
  readonly refusals: readonly ToldRefusal[];
  /** One sentence, when the wave was not taken in. */
  readonly error?: string;
  readonly notice?: string;
  /** Of a wave that is known already: what became of it until now; null when that cannot be read now. */
  readonly soFar?: WaveLedger | null;
}

type ToldRefusal = { readonly path: string; readonly reason: string } | { readonly line: number; readonly field: string; readonly reason: string };

export const STATUS: Readonly<Record<DeliveryResult, number>> = { accepted: 202, already_known: 200, conflict: 409, refused: 400 };

/** The address of a wave's state, below the origin of the board. */
export function stateOf(source: string, id: string): string {
  return `/v1/waves/${encodeURIComponent(source)}/${encodeURIComponent(id)}`;
}

/** What the sender is told; `readState` is asked for waves that came before, and may fail. */
export async function tellDelivery(delivery: Delivery, kind: 'json' | 'ndjson', readState: (source: string, id: string) => Promise<WaveLedger | null>): Promise<ToldWave> {
  const { result, source, id, waveId, signals, notice } = delivery;
  const refusals = delivery.refusals.map(({ line, field, reason }) => (kind === 'json' ? { path: field, reason } : { line, field, reason }));
  const isNamed = source !== null && id !== null;
  return {
    result,
    source,
    id,
    waveId,
    state: waveId !== null && isNamed ? stateOf(source, id) : null,
    signals,
    refusals,
    ...((result === 'conflict' || result === 'refused') && { error: explain(delivery) }),
    ...(notice !== null && { notice }),
    // It is in the books whether or not they can be read a second time now.
    ...(result === 'already_known' && isNamed && { soFar: await readState(source, id).catch(() => null) }),
  };
}

function explain({ result, refusals }: Delivery): string {
  const [first] = refusals;
  if (first === undefined) return 'The wave was refused.';
  if (result === 'conflict') return `${first.reason.charAt(0).toUpperCase()}${first.reason.slice(1)}.`;
  return `The wave was refused: ${first.field === '' ? 'the text' : first.field} ${first.reason}.`;
}
