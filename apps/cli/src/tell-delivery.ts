import type { Refusal } from '@breakwater/core';
import type { Delivery, DeliveryResult } from '@breakwater/engine';
import type { SoFar } from './open-wave-intake.ts';
import { outcomesText } from './outcomes-text.ts';
import { printLine, printNote, styled } from './print.ts';

const WORDS: Readonly<Record<DeliveryResult, string>> = {
  accepted: 'accepted',
  already_known: 'already known',
  conflict: 'conflict',
  refused: 'refused',
};

/** One wave that was handed in, for people: a line for it, and one for each refusal. */
export function tellDelivery(delivery: Delivery, soFar: SoFar | null): void {
  const { result, source, id, line, signals, refusals } = delivery;
  const style = result === 'accepted' ? 'green' : result === 'already_known' ? 'dim' : 'red';
  const name = source === null ? `line ${line}` : `${source} ${id}`;
  const count = signals === 0 ? '' : `  ${signals} ${signals === 1 ? 'signal' : 'signals'}`;
  printLine(`${styled(style, WORDS[result].padEnd(13))}  ${name}${count}${soFar === null ? '' : `  so far ${outcomesText(soFar.outcomes)}`}`);
  for (const refusal of refusals) printNote(refusalText(refusal));
}

/** `waves.ndjson:3  signals[1].stop.price must be above zero, not -1`. */
export function refusalText({ file, line, field, reason }: Refusal): string {
  return `${file}:${line}  ${field === '' ? 'the line' : field} ${reason}`;
}

/** A delivery as --json shows it; its refusals stand in a list of their own. */
export function toJson({ line, source, id, result, waveId, signals }: Delivery, soFar: SoFar | null): object {
  return { line, source, id, result, waveId, signals, soFar };
}
