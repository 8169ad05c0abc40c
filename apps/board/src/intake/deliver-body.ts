import { type AcceptWavePorts, type Delivery, deliverWave } from '@breakwater/engine';

/** One body holds no more: each wave costs a round trip to the database while the sender waits. */
export const WAVES_MAX = 100;

export type DeliveredBody =
  /** `failure` is what the world threw at the wave of `failedLine`; from it on nothing was handed in. */
  | { readonly type: 'delivered'; readonly deliveries: readonly Delivery[]; readonly failure: { readonly line: number; readonly error: unknown } | null }
  | { readonly type: 'refused'; readonly status: number; readonly reason: string };

/** Hands in every wave of an NDJSON body, and goes on after each that is refused; stops where the world fails. Never throws. */
export async function deliverLines(ports: AcceptWavePorts, body: string): Promise<DeliveredBody> {
  const lines = body
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((text, index) => ({ text, line: index + 1 }))
    .filter(({ text }) => text.trim() !== '');
  if (lines.length === 0) return { type: 'refused', status: 400, reason: 'The body holds no wave.' };
  if (lines.length > WAVES_MAX) return { type: 'refused', status: 413, reason: `The body holds ${lines.length} waves, at most ${WAVES_MAX} are taken at once.` };
  const deliveries: Delivery[] = [];
  for (const { text, line } of lines) {
    try {
      deliveries.push(await deliverWave(ports, text, { file: '', line }));
    } catch (error) {
      return { type: 'delivered', deliveries, failure: { line, error } };
    }
  }
  return { type: 'delivered', deliveries, failure: null };
}
