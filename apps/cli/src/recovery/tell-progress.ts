import { printNote } from '../print.ts';

/** More than a line a second nobody reads. */
const LINES_APART_MS = 1_000;

/** Tells a person beside the result how far something is; what comes faster than it can be read is left out. */
export function openProgress(): (text: string) => void {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (text) => {
    const nowMs = performance.now();
    if (nowMs - toldAtMs < LINES_APART_MS) return;
    toldAtMs = nowMs;
    printNote(text);
  };
}
